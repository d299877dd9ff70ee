using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Streaq.Tests.Storage.Redis;

namespace Streaq.Tests.Hosting.Health;

/// <summary>The health of this process's worker, on both stores where the store matters.</summary>
[Collection(RedisCollection.Name)]
public sealed class WorkerHealthTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int, int> Double = new("health.double");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Check_WhileATaskRuns_IsHealthyAndReportsIt(bool onRedis)
    {
        var gate = new Gate();
        await using var host = await StartAsync(onRedis, streaq => streaq.AddWorker(worker => worker.Name = "w1").Map(Double, async (int x) =>
        {
            await gate.PassAsync();
            return x * 2;
        }));
        var handle = await host.Client.EnqueueAsync(Double, 21);
        await gate.Entered;

        var entry = await host.CheckAsync();

        Assert.Equal(HealthStatus.Healthy, entry.Status);
        Assert.Contains($"'{host.Queue}'", entry.Description, StringComparison.Ordinal);
        Assert.Equal(["ready"], entry.Tags);
        var health = entry.Of(host.Queue);
        Assert.Equal((onRedis ? redis.Server.ConnectionString : null, "w1", 0, 1, 1), (health.Address, health.Worker, health.Ready, health.Running, health.HeldTasks));
        Assert.InRange(health.LeaseRemaining!.Value, TimeSpan.Zero, new WorkerOptions().LeaseDuration);
        gate.Open();
        await handle.ResultAsync(QueueHost.Patience);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Check_InAProcessWithoutAWorker_NeedsNone(bool onRedis)
    {
        await using var host = await StartAsync(onRedis, _ => { });
        await host.Client.EnqueueAsync(Double, 21);

        var entry = await host.CheckAsync();

        Assert.Equal(HealthStatus.Healthy, entry.Status);
        var health = entry.Of(host.Queue);
        Assert.Equal((1L, 0L, null, null, null), (health.Ready, health.Running, health.Worker, health.LeaseRemaining, health.HeldTasks));
    }

    [Fact]
    public async Task Check_AfterTheLeaseWasLost_Fails()
    {
        // The embedded store's worker can't lose its lease to another one: there is none.
        var (time, gate) = (new FakeTime(), new Gate());
        await using var host = await StartAsync(onRedis: true, streaq => streaq.AddWorker().Map(Double, async (int x) =>
        {
            // Ignores its token, as some handlers do.
            await gate.PassAsync();
            return x * 2;
        }), time);
        await using var raw = await RawRedis.OpenAsync(redis.Server, host.Queue);
        var handle = await host.Client.EnqueueAsync(Double, 21);
        await gate.Entered;

        await raw.Database.KeyDeleteAsync(raw.Keys.Workers);
        await time.PassAsync(new WorkerOptions().LeaseDuration / 3);
        // The wait for handlers that still run without a lease.
        await time.TimerSetAsync(due => due == TimeSpan.FromSeconds(6)).WaitAsync(QueueHost.Patience);
        var entry = await host.CheckAsync();

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Contains("has lost its lease", entry.Description, StringComparison.Ordinal);
        Assert.Equal((null, 1), (entry.Of(host.Queue).LeaseRemaining, entry.Of(host.Queue).HeldTasks));
        gate.Open();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Check_WhileTheWorkerStops_Fails(bool onRedis)
    {
        var (time, gate) = (new FakeTime(), new Gate());
        await using var host = await StartAsync(onRedis, streaq => streaq.AddWorker().Map(Double, async (int x) =>
        {
            await gate.PassAsync();
            return x * 2;
        }), time);
        await host.Client.EnqueueAsync(Double, 21);
        await gate.Entered;

        var stop = host.StopAsync();
        await time.TimerSetAsync(due => due == new WorkerOptions().GracePeriod).WaitAsync(QueueHost.Patience);
        var entry = await host.CheckAsync();

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Contains("is stopping", entry.Description, StringComparison.Ordinal);
        Assert.NotNull(entry.Of(host.Queue).LeaseRemaining);
        gate.Open();
        await stop;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Check_AfterTheFetchLoopHasEnded_Fails(bool onRedis)
    {
        await using var host = await StartAsync(onRedis, streaq => streaq.AddWorker(worker => worker.StopWhenEmpty = true).Map(Double, (int x) => x * 2));
        var ended = new TaskCompletionSource();
        // This test's host does not stop on request, so the process goes on without a worker.
        using var registration = host.Lifetime.ApplicationStopping.Register(ended.SetResult);
        await ended.Task.WaitAsync(QueueHost.Patience);

        var entry = await host.CheckAsync();

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Contains("has ended", entry.Description, StringComparison.Ordinal);
        Assert.Null(entry.Of(host.Queue).LeaseRemaining);
    }

    [Fact]
    public async Task Check_BeforeTheWorkerWasStarted_Fails()
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(new LogRecorder())).AddStreaq(options => options.UseEmbeddedStore()).AddWorker();
        services.AddHealthChecks().AddStreaqHealthCheck();
        await using var provider = services.BuildServiceProvider();

        var entry = await provider.CheckAsync();

        Assert.Equal(HealthStatus.Unhealthy, entry.Status);
        Assert.Contains("has not started", entry.Description, StringComparison.Ordinal);
    }

    private Task<QueueHost> StartAsync(bool onRedis, Action<StreaqBuilder> set, FakeTime? time = null) =>
        QueueHost.StartAsync(set, onRedis ? redis.Server.ConnectionString : null, services: Checks.Add(time: time));
}
