namespace Streaq.Tests.Outages;

/// <summary>A worker goes on by itself after an outage, and logs little meanwhile.</summary>
public sealed class WorkerOutageTests : IAsyncLifetime
{
    private static readonly TaskDefinition<int, int> Double = new("outage.double");

    private RedisServer _server = null!;

    public async Task InitializeAsync() => _server = await RedisServer.StartOwnAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Worker_WhenRedisComesBackWithoutItsData_GoesOnByItself()
    {
        await using var host = await StartAsync();
        using var metrics = new MetricLog(host.Queue);
        Assert.Equal(2, await (await host.Client.EnqueueAsync(Double, 1)).ResultAsync(QueueHost.Patience));

        await _server.KillAsync();
        var during = host.Client.EnqueueAsync(Double, 21);
        await _server.RestartAsync();

        // Streams, groups, scripts and the lease are gone. The task that was enqueued during the outage is new.
        Assert.Equal(42, await (await during).ResultAsync(QueueHost.Patience));
        Assert.NotEmpty(metrics.Of("streaq.redis.errors"));
        // One line, for any number of loops and tries.
        Assert.Single(host.Log.Lines, line => line.Event.Name == "streaq.store.unreachable");
    }

    [Fact]
    public async Task Worker_WhenAllDataIsDeleted_JoinsAgainAtOnce()
    {
        await using var host = await StartAsync();
        await using var raw = await Storage.Redis.RawRedis.OpenAsync(_server, host.Queue);
        Assert.Equal(2, await (await host.Client.EnqueueAsync(Double, 1)).ResultAsync(QueueHost.Patience));

        await raw.Database.ExecuteAsync("FLUSHALL");
        await raw.Database.ExecuteAsync("SCRIPT", "FLUSH");
        var handle = await host.Client.EnqueueAsync(Double, 21);

        // Long before the next renewal: the lease lasts for a day.
        Assert.Equal(42, await handle.ResultAsync(QueueHost.Patience));
        Assert.Contains(host.Log.Lines, line => line.Event.Name == "streaq.lease.lost");
        Assert.Equal(1, (await handle.ReportAsync()).Attempts);
    }

    private Task<QueueHost> StartAsync() => QueueHost.StartAsync(
        streaq => streaq.AddWorker(worker => worker.LeaseDuration = TimeSpan.FromDays(1)).Map(Double, (int x) => Task.FromResult(x * 2)),
        _server.ConnectionString,
        options => options.EnqueueOutageWait = QueueHost.Patience);
}
