using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Tests.Execution.Middleware;

/// <summary>Middleware classes: services of the attempt's scope, further arguments, and the error when one is missing.</summary>
public sealed class MiddlewareClassTests
{
    private static readonly TaskDefinition<int, string> Work = new("work");

    [Fact]
    public async Task Class_WithArguments_GetsThemBesideServicesOfTheScope()
    {
        await using var provider = Build(streaq => streaq.UseMiddleware<Tagging>("[", 2).Map(Work, (int _, Scoped scoped) => scoped.Text));

        var attempts = new[] { await RunAsync(provider), await RunAsync(provider) };

        Assert.All(attempts, attempt => Assert.Equal("[[", attempt.Result));
    }

    [Fact]
    public async Task Class_WithArguments_IsMadeForEachAttemptAndDisposed()
    {
        var log = new List<string>();
        await using var provider = Build(streaq => streaq.UseMiddleware<Disposed>(log).Map(Work, (int _) => "done"));

        await RunAsync(provider);
        await RunAsync(provider);

        Assert.Equal(["made", "disposed", "made", "disposed"], log);
    }

    [Fact]
    public async Task Class_ThatThrowsWhenItIsDisposed_LeavesTheOutcomeAsItIs()
    {
        await using var provider = Build(streaq => streaq.UseMiddleware<Broken>("[")
            .Map(Work, (int number) => number == 1 ? "done" : throw new StreaqRetryException("later")));
        var runner = provider.GetRequiredService<ITaskRunner>();

        Assert.Equal("done", (await runner.RunAsync(Work, 1)).Result);
        Assert.Equal(TaskOutcome.Retry, (await runner.RunAsync(Work, 2)).Outcome);
    }

    [Fact]
    public void Class_WhoseConstructorDoesNotTakeTheArguments_IsRefused()
    {
        var streaq = new ServiceCollection().AddStreaq();

        var e = Assert.Throws<ArgumentException>("arguments", () => streaq.UseMiddleware<Tagging>(TimeSpan.Zero));
        Assert.StartsWith($"{typeof(Tagging)} has no public constructor that takes System.TimeSpan beside services.", e.Message);
        Assert.Throws<ArgumentException>("arguments", () => streaq.UseMiddleware<Tagging>("[", null!));
        Assert.Throws<ArgumentNullException>("arguments", () => streaq.UseMiddleware<Tagging>(null!));
    }

    [Theory]
    [InlineData("queue")]
    [InlineData("task")]
    [InlineData("branch")]
    [InlineData("enqueue")]
    public async Task Service_ThatIsMissing_FailsTheStartAndIsNamed(string where)
    {
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => QueueHost.StartAsync(streaq =>
        {
            var mapping = streaq.AddWorker().Map(Work, (int _) => "done");
            _ = where switch
            {
                "queue" => (object)streaq.UseMiddleware<Tagging>("[", 2),
                "task" => mapping.UseMiddleware<Tagging>("[", 2),
                "branch" => mapping.UseWhen(_ => true, branch => branch.UseMiddleware<Tagging>("[", 2)),
                _ => streaq.UseEnqueueMiddleware<TaggingEnqueue>(),
            };
        }));

        Assert.Contains($"asks for {typeof(Scoped)}, which is not a registered service", e.Message);
        Assert.StartsWith("Task 'work': parameter 'scoped' of the constructor of ", e.Message);
    }

    private static Task<AttemptResult<string>> RunAsync(ServiceProvider provider) => provider.GetRequiredService<ITaskRunner>().RunAsync(Work, 1);

    private static ServiceProvider Build(Action<StreaqBuilder> configure)
    {
        var services = new ServiceCollection();
        services.AddScoped<Scoped>();
        configure(services.AddStreaq(options => options.UseEmbeddedStore()));
        return services.BuildServiceProvider(validateScopes: true);
    }

    private sealed class Scoped
    {
        public string Text { get; set; } = "";
    }

    private sealed class Tagging(Scoped scoped, int times, string tag) : ITaskMiddleware
    {
        public Task InvokeAsync(TaskContext context, TaskDelegate next)
        {
            for (var i = 0; i < times; i++)
            {
                scoped.Text += tag;
            }

            return next(context);
        }
    }

    private sealed class TaggingEnqueue(Scoped scoped) : ITaskEnqueueMiddleware
    {
        public Task InvokeAsync(EnqueueContext context, EnqueueDelegate next)
        {
            context.Headers["tag"] = scoped.Text;
            return next(context);
        }
    }

    private sealed class Disposed : ITaskMiddleware, IAsyncDisposable
    {
        private readonly List<string> _log;

        public Disposed(List<string> log) => (_log = log).Add("made");

        public Task InvokeAsync(TaskContext context, TaskDelegate next) => next(context);

        public ValueTask DisposeAsync()
        {
            _log.Add("disposed");
            return ValueTask.CompletedTask;
        }
    }

    private sealed class Broken(string tag) : ITaskMiddleware, IDisposable
    {
        public Task InvokeAsync(TaskContext context, TaskDelegate next) => next(context);

        public void Dispose() => throw new InvalidOperationException(tag);
    }
}
