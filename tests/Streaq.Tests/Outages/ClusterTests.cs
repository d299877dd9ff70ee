using Streaq.Storage.Redis;

namespace Streaq.Tests.Outages;

/// <summary>A Redis Cluster of six nodes whose primaries die and whose slots move.</summary>
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
        // It finds that another has taken over, and becomes the replica that enqueues wait for.
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
            // Half of the keys are here, half are there: nothing may be written now.
            var e = await Assert.ThrowsAsync<StreaqStoreException>(() => host.Client.Handle<int>("any").StateAsync());
            Assert.Contains("slot", e.Message, StringComparison.Ordinal);
            Assert.True(e.IsTransient);
        });
        await load.MoreAsync(100);

        await load.SettleAsync();
        Assert.NotEqual(before.Port, (await _redis.PrimaryOfAsync(SlotOf(host))).Port);
    }

    private static string SlotOf(QueueHost host) => new RedisKeys(host.Queue).Workers!;

    private Task<QueueHost> StartAsync() => QueueHost.StartAsync(
        streaq => streaq.AddWorker().Map(Double, (int x) => Task.FromResult(x * 2)),
        _redis.ConnectionString,
        options => (options.WaitForReplicas, options.EnqueueOutageWait) = (1, QueueHost.Patience));
}
