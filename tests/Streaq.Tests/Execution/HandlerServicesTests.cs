using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Tests.Execution;

public sealed class HandlerServicesTests
{
    private static readonly TaskDefinition<string> Note = new("notes.write");

    [Fact]
    public async Task To_AClassThatNeedsAnUnknownService_FailsAtStartUpAndNamesTaskAndParameter()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Note).To<NeedsAService>()));

        Assert.Contains("'notes.write'", error.Message);
        Assert.Contains("'pages' of the constructor", error.Message);
        Assert.Contains(nameof(IPages), error.Message);
    }

    [Fact]
    public async Task To_AClassMadeByAFactory_IsNotCheckedAtStartUp()
    {
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Note).To<NeedsAService>(),
            services: services => services.AddScoped(_ => new NeedsAService(new Pages())));

        var handle = await host.Client.EnqueueAsync(Note, "x");

        await handle.WaitAsync(QueueHost.Patience);
    }

    [Fact]
    public async Task To_AClassThatGetsItsFactoryLater_IsTheFactorysBusiness()
    {
        await using var host = await QueueHost.StartAsync(streaq =>
        {
            streaq.AddWorker().Map(Note).To<NeedsAService>();
            streaq.Services.AddScoped(_ => new NeedsAService(new Pages()));
        });

        var handle = await host.Client.EnqueueAsync(Note, "x");

        await handle.WaitAsync(QueueHost.Patience);
    }

    [Fact]
    public async Task To_AClassWithoutAPublicConstructor_FailsAtStartUpAndNamesIt()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Note).To<Closed>()));

        Assert.Contains(nameof(Closed), error.Message);
        Assert.Contains("no public constructor", error.Message);
    }

    [Fact]
    public async Task UseMiddleware_AClassWithoutAPublicConstructor_FailsAtStartUpAndNamesIt()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Note, static (string _) => { }).UseMiddleware<Closed>()));

        Assert.Contains(nameof(Closed), error.Message);
        Assert.Contains("no public constructor", error.Message);
    }

    public interface IPages;

    private sealed class Pages : IPages;

    public sealed class NeedsAService(IPages pages, string title = "none") : ITaskHandler<string>
    {
        public Task HandleAsync(string argument, TaskContext context, CancellationToken cancellationToken) => Task.FromResult((pages, title));
    }

    public sealed class Closed : ITaskHandler<string>, ITaskMiddleware
    {
        internal Closed()
        {
        }

        public Task HandleAsync(string argument, TaskContext context, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task InvokeAsync(TaskContext context, TaskDelegate next) => next(context);
    }
}
