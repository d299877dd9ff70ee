using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Streaq.Tests.Workers;

/// <summary>When a host is disposed without a stop, its worker still leaves in order.</summary>
[Collection(RedisCollection.Name)]
public sealed class DisposedHostTests(RedisFixture redis)
{
    private const int Tasks = 40;
    private static readonly TaskDefinition<int> Work = new("work");

    private readonly string _queue = $"test-{Guid.NewGuid():N}";
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Dispose_WithoutAStop_StoresWhatRunsAndGivesBackTheRest()
    {
        var host = await StartAsync(async (int _) =>
        {
            _entered.TrySetResult();
            await _gate.Task;
        });
        var handles = await host.Services.GetRequiredService<IStreaqClient>().EnqueueManyAsync(Work, Enumerable.Range(0, Tasks));
        await _entered.Task.WaitAsync(QueueHost.Patience);

        var disposing = ((IAsyncDisposable)host).DisposeAsync().AsTask();
        _gate.SetResult();
        await disposing.WaitAsync(QueueHost.Patience);

        await using var next = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Work, (int _) => { }), redis.Server.ConnectionString, queue: _queue);
        await Task.WhenAll(handles.Select(handle => next.Client.Handle<int>(handle.Id).WaitAsync(QueueHost.Patience)));
        Assert.Single(await next.Client.WorkersAsync());
    }

    [Fact]
    public async Task Container_DisposedByAPlainUsing_ClosesTheQueue()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddStreaq(streaq => streaq.UseEmbeddedStore());
        var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<IStreaqClient>();

        provider.Dispose();

        await Assert.ThrowsAsync<StreaqStoreException>(() => client.CountsAsync());
    }

    /// <summary>With a lease of a day, no other worker gets a task unless the worker gives it back.</summary>
    private async Task<IHost> StartAsync(Func<int, Task> handler)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services
            .AddStreaq(streaq => (streaq.Queue, streaq.Redis) = (_queue, redis.Server.ConnectionString))
            .AddWorker(worker => (worker.Concurrency, worker.LeaseDuration) = (2, TimeSpan.FromDays(1)))
            .Map(Work, handler);
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
