using Streaq.Storage.Redis;

namespace Streaq.Tests.Outages;

/// <summary>A Redis Cluster of six nodes whose primaries die and whose slots move.</summary>
[Trait("Category", "Slow")]
public sealed class ClusterTests : IAsyncLifetime
{
    private static readonly TaskDefinition<int, int> Double = new("cluster.double");

    private RedisCluster _redis = null!;

    public async Task InitializeAsync() => _redis = await RedisCluster.StartAsync();

    public async Task DisposeAsync() => await _redis.DisposeAsync();

    [Fact]
    public async Task Load_WhenThePrimaryIsKilled_LosesNothingAcknowledged()
    {
        await using var host = await StartAsync();
        await using var load = new EnqueueLoad(host.Client, Double);
        load.Start();
        await load.MoreAsync(100);

        var primary = await _redis.PrimaryOfAsync(SlotOf(host));
        await primary.KillAsync();
        // The node notices that another has taken over, and becomes the replica for which enqueues wait.
        await _redis.AnyPrintedAsync("Failover election won");
        primary.Restart();
        await load.MoreAsync(100);

        await load.SettleAsync();
    }

    [Fact]
    public async Task Load_WhenTheSlotIsMigrated_LosesNothingAcknowledged()
    {
        await using var host = await StartAsync();
        var before = await _redis.PrimaryOfAsync(SlotOf(host));
        await using var load = new EnqueueLoad(host.Client, Double);
        load.Start();
        await load.MoreAsync(100);

        await _redis.MigrateAsync(SlotOf(host), async () =>
        {
            // The keys of the slot are on two nodes: nothing may be written now.
            var e = await Assert.ThrowsAsync<StreaqStoreException>(() => host.Client.Handle<int>("any").StateAsync());
            Assert.Contains("slot", e.Message, StringComparison.Ordinal);
            Assert.True(e.IsTransient);
        });
        await load.MoreAsync(100);

        await load.SettleAsync();
        Assert.NotEqual(before.Port, (await _redis.PrimaryOfAsync(SlotOf(host))).Port);
    }

    [Fact]
    public async Task Wait_WhoseTaskEndsAfterTheSlotHasMoved_IsNotified()
    {
        var gate = new TaskCompletionSource();
        await using var host = await StartAsync(gate.Task);
        var result = await BeginWaitAsync(host);

        await _redis.MigrateAsync(SlotOf(host), () => Task.CompletedTask);
        gate.SetResult();

        Assert.Equal(2, await result.WaitAsync(QueueHost.Patience));
    }

    [Fact]
    public async Task Wait_WhoseTaskEndsAfterAFailOver_IsNotified()
    {
        var gate = new TaskCompletionSource();
        await using var host = await StartAsync(gate.Task);
        var result = await BeginWaitAsync(host);

        await (await _redis.PrimaryOfAsync(SlotOf(host))).KillAsync();
        await _redis.AnyPrintedAsync("Failover election won");
        gate.SetResult();

        Assert.Equal(2, await result.WaitAsync(QueueHost.Patience));
    }

    /// <summary>Redis 6.2 has no sharded channels, so all nodes are notified.</summary>
    [Fact]
    public async Task Wait_OnACluster_IsNotifiedByTheSlot()
    {
        var gate = new TaskCompletionSource();
        await using var host = await StartAsync(gate.Task);
        var result = await BeginWaitAsync(host);
        gate.SetResult();
        await result.WaitAsync(QueueHost.Patience);

        var isOld = (await _redis.InfoAsync(SlotOf(host), "server")).Contains("redis_version:6.", StringComparison.Ordinal);
        var commands = await _redis.InfoAsync(SlotOf(host), "commandstats");
        Assert.Equal(isOld, commands.Contains("cmdstat_publish:", StringComparison.Ordinal));
        Assert.Equal(!isOld, commands.Contains("cmdstat_spublish:", StringComparison.Ordinal));
    }

    /// <returns>The result of a task whose marker, with the line for the wait, is on a replica.</returns>
    private static async Task<Task<int>> BeginWaitAsync(QueueHost host)
    {
        // From now on the client is subscribed, and sends its commands over one connection in order.
        await (await host.Client.EnqueueAsync(Double, 0)).ResultAsync(QueueHost.Patience);
        var handle = await host.Client.EnqueueAsync(Double, 1);
        var result = handle.ResultAsync(QueueHost.Patience);
        Assert.NotEqual(TaskState.Succeeded, await handle.StateAsync());
        await host.Client.EnqueueAsync(Double, 0);
        return result;
    }

    private static string SlotOf(QueueHost host) => new RedisKeys(host.Queue).Workers!;

    private Task<QueueHost> StartAsync(Task? gate = null) => QueueHost.StartAsync(
        streaq => streaq.AddWorker().Map(Double, async (int x) =>
        {
            await (x > 0 && gate is not null ? gate : Task.CompletedTask);
            return x * 2;
        }),
        _redis.ConnectionString,
        options => (options.WaitForReplicas, options.EnqueueOutageWait) = (1, QueueHost.Patience));
}
