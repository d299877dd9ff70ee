using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Tests.Hosting;

/// <summary>Classes as handlers and as middleware, created from the scope of each attempt.</summary>
public sealed class TaskHandlerClassTests
{
    private static readonly TaskDefinition<string, string> Greet = new("greet");
    private static readonly TaskDefinition<string> Note = new("note");

    [Fact]
    public async Task Class_WithResult_RunsTheTask()
    {
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Greet).To<Greeter>().WithMaxAttempts(5), services: services => services.AddSingleton(new Greeting("Hello")));

        var handle = await host.Client.EnqueueAsync(Greet, "Ada");

        Assert.Equal("Hello Ada, attempt 1 of 5, True", await handle.ResultAsync(QueueHost.Patience));
    }

    [Fact]
    public async Task Class_WithoutResult_RunsTheTask()
    {
        var notes = new List<string>();
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Note).To<Noter>(), services: services => services.AddSingleton(notes));

        await (await host.Client.EnqueueAsync(Note, "milk")).WaitAsync(QueueHost.Patience);

        Assert.Equal(["milk"], notes);
    }

    [Fact]
    public async Task Class_RegisteredByTheApplication_KeepsItsLifetime()
    {
        var single = new Noter([]);
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Note).To<Noter>(), services: services => services.AddSingleton(single));

        await (await host.Client.EnqueueAsync(Note, "milk")).WaitAsync(QueueHost.Patience);

        Assert.Equal(["milk"], single.Notes);
    }

    [Fact]
    public async Task Class_ThatCannotBeMade_FailsTheTask()
    {
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Greet).To<Greeter>(),
            services: services => services.AddScoped<Greeter>(_ => throw new InvalidOperationException(nameof(Greeting))));

        var e = await Assert.ThrowsAsync<TaskFailedException>(async () => await (await host.Client.EnqueueAsync(Greet, "Ada")).ResultAsync(QueueHost.Patience));

        Assert.Contains(nameof(Greeting), e.Error.Message);
    }

    [Fact]
    public async Task MiddlewareClass_AroundAHandlerClass_SharesItsScope()
    {
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().UseMiddleware<Shouting>().Map(Greet).To<Greeter>(), services: services => services.AddScoped(_ => new Greeting("Hello")));

        var handle = await host.Client.EnqueueAsync(Greet, "Ada");

        Assert.StartsWith("HEY Ada", await handle.ResultAsync(QueueHost.Patience));
    }

    private sealed class Greeting(string word)
    {
        public string Word { get; set; } = word;
    }

    private sealed class Greeter(Greeting greeting) : ITaskHandler<string, string>
    {
        public async Task<string> HandleAsync(string argument, TaskContext context, CancellationToken cancellationToken)
        {
            await Task.Yield();
            return $"{greeting.Word} {argument}, attempt {context.Attempt} of {context.MaxAttempts}, {cancellationToken.CanBeCanceled}";
        }
    }

    private sealed class Noter(List<string> notes) : ITaskHandler<string>
    {
        public List<string> Notes => notes;

        public Task HandleAsync(string argument, TaskContext context, CancellationToken cancellationToken)
        {
            notes.Add(argument);
            return Task.CompletedTask;
        }
    }

    private sealed class Shouting(Greeting greeting) : ITaskMiddleware
    {
        public Task InvokeAsync(TaskContext context, TaskDelegate next)
        {
            greeting.Word = "HEY";
            return next(context);
        }
    }
}
