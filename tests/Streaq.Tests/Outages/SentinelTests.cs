namespace Streaq.Tests.Outages;

/// <summary>A primary that dies or is replaced, found again through sentinels.</summary>
[Trait("Category", "Slow")]
public sealed class SentinelTests : IAsyncLifetime
{
    private static readonly TaskDefinition<int, int> Double = new("sentinel.double");

    private RedisSentinels _redis = null!;

    public async Task InitializeAsync() => _redis = await RedisSentinels.StartAsync();

    public async Task DisposeAsync() => await _redis.DisposeAsync();

    [Fact]
    public async Task Load_WhenThePrimaryIsKilled_LosesNothingAcknowledged()
    {
        await using var host = await StartAsync(replicas: 1);
        await using var load = new EnqueueLoad(host.Client, Double);
        load.Start();
        await load.MoreAsync(100);

        await _redis.Primary.KillAsync();
        await load.MoreAsync(100);

        await load.SettleAsync();
    }

    [Fact]
    public async Task Load_WhenThePrimaryIsReplaced_LosesNothingAcknowledged()
    {
        // Until it learns of its successor, the old primary gets acknowledgements of the other replica, which are worth nothing.
        await using var host = await StartAsync(replicas: 2);
        await using var load = new EnqueueLoad(host.Client, Double);
        using var spans = new ActivityLog(host.Queue);
        load.Start();
        await load.MoreAsync(100);
        var before = (int)spans.Named("enqueue sentinel.double").First().GetTagItem("server.port")!;
        using var metrics = new MetricLog(host.Queue);

        await _redis.FailOverAsync();
        await _redis.Sentinels[0].PrintedAsync("+switch-master");
        await load.MoreAsync(100);
        // Spans and metrics have the address of the server that answers.
        await spans.WaitForAsync(span => span.DisplayName == "enqueue sentinel.double" && span.GetTagItem("server.port") is int port && port != before)
            .WaitAsync(QueueHost.Patience);

        await load.SettleAsync();
        Assert.Contains(metrics.Of("messaging.client.sent.messages"), sent => sent.Tags["server.port"] is int port && port != before);
    }

    /// <summary>Servers and sentinels have different passwords. The sentinels' has an option of its own.</summary>
    [Fact]
    public async Task Load_WithPasswordsOfServersAndSentinels_GoesOnAtTheSuccessor()
    {
        await using var redis = await RedisSentinels.StartAsync("of-the-servers", "of-the-sentinels");
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Double, (int x) => Task.FromResult(x * 2)),
            $"{redis.ConnectionString},password=of-the-servers,sentinelPassword=of-the-sentinels",
            options => (options.WaitForReplicas, options.EnqueueOutageWait) = (1, QueueHost.Patience));
        await using var load = new EnqueueLoad(host.Client, Double);
        load.Start();
        await load.MoreAsync(20);

        await redis.Primary.KillAsync();
        await load.MoreAsync(20);

        await load.SettleAsync();
    }

    private Task<QueueHost> StartAsync(int replicas) => QueueHost.StartAsync(
        streaq => streaq.AddWorker().Map(Double, (int x) => Task.FromResult(x * 2)),
        _redis.ConnectionString,
        options => (options.WaitForReplicas, options.EnqueueOutageWait) = (replicas, QueueHost.Patience));
}
