using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Tests.FromStreaq;

public sealed class WorkerTests(RedisFixture redis) : FromStreaqTest(redis)
{
    [Theory(DisplayName = "`concurrency`, `prefetch`, `grace_period`, `idle_timeout`")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Worker_WithItsSettings_RunsItsConcurrency(bool onRedis)
    {
        var (running, most, gate) = (0, 0, new Lock());
        await using var host = await StartAsync(
            onRedis,
            streaq => streaq.Map(Double, async (int x) =>
            {
                var now = Interlocked.Increment(ref running);
                lock (gate)
                {
                    most = Math.Max(most, now);
                }

                await Task.Yield();
                Interlocked.Decrement(ref running);
                return x;
            }),
            worker => (worker.Concurrency, worker.Prefetch, worker.GracePeriod, worker.LeaseDuration) = (3, 5, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10)));

        await Task.WhenAll((await host.Client.EnqueueManyAsync(Double, Enumerable.Range(0, 100))).Select(handle => handle.WaitAsync(QueueHost.Patience)));

        Assert.InRange(most, 1, 3);
    }

    [Theory(DisplayName = "`WorkerDepends`, `TaskDepends`")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Handler_WithServicesAndContext_GetsThem(bool onRedis)
    {
        await using var host = await StartAsync(onRedis, streaq =>
        {
            streaq.Services.AddSingleton(new Factor(3));
            streaq.Map(Double, (int x, Factor factor, TaskContext context) => x * factor.Value * context.Attempt);
        });

        Assert.Equal(6, await (await host.Client.EnqueueAsync(Double, 2)).ResultAsync(QueueHost.Patience));
    }

    [Theory(DisplayName = "synchronous functions in threads, `sync_concurrency`")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Handler_ThatBlocks_LeavesThePoolAlone(bool onRedis)
    {
        await using var host = await StartAsync(onRedis, streaq => streaq.Map(Double, (int _) => Thread.CurrentThread.IsThreadPoolThread ? 1 : 0), worker => worker.SyncConcurrency = 2);

        Assert.Equal(0, await (await host.Client.EnqueueAsync(Double, 1)).ResultAsync(QueueHost.Patience));
    }

    [Theory(DisplayName = "at least once, also when a worker dies")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Task_OfAWorkerThatStops_IsGivenBack(bool onRedis)
    {
        var gate = new Gate();
        await using var host = await StartAsync(
            onRedis,
            streaq => streaq.Map(Double, async (int x, CancellationToken stop) =>
            {
                await gate.PassAsync(stop);
                return x;
            }),
            worker => worker.GracePeriod = TimeSpan.Zero);
        var handle = await host.Client.EnqueueAsync(Double, 1);
        await gate.Entered;

        await host.StopAsync();

        Assert.Equal(TaskState.Ready, await handle.StateAsync());
    }

    [Theory(DisplayName = "`health_crontab`, `worker.health`")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Workers_WithALease_AreListed(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        await (await host.Client.EnqueueAsync(Double, 1)).WaitAsync(QueueHost.Patience);

        Assert.Equal(Environment.ProcessId, Assert.Single(await host.Client.WorkersAsync()).ProcessId);
    }

    [Theory(DisplayName = "`--burst`")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Worker_OfAnEmptyQueue_StopsTheHost(bool onRedis)
    {
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await StartAsync(onRedis, streaq => streaq.Map(Double, (int x) => x), worker => worker.StopWhenEmpty = true);

        host.Lifetime.ApplicationStopping.Register(stopping.SetResult);

        await stopping.Task.WaitAsync(QueueHost.Patience);
    }

    private sealed record Factor(int Value);
}
