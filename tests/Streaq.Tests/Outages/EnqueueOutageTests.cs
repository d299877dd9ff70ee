using Streaq.Client;

namespace Streaq.Tests.Outages;

/// <summary>Outages, from the view of an application that enqueues.</summary>
public sealed class EnqueueOutageTests : IAsyncLifetime
{
    private static readonly TaskDefinition<int, int> Double = new("outage.double");

    private RedisServer _server = null!;

    public async Task InitializeAsync() => _server = await RedisServer.StartOwnAsync("--appendonly", "yes", "--appendfsync", "always");

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Enqueue_WhileRedisIsAway_ThrowsWhatIsWrong()
    {
        await using var host = await StartAsync(wait: TimeSpan.Zero);
        await host.Client.EnqueueAsync(Double, 1);
        await _server.KillAsync();

        var one = await Assert.ThrowsAsync<StreaqStoreException>(() => host.Client.EnqueueAsync(Double, 1).WaitAsync(QueueHost.Patience));
        var many = await Assert.ThrowsAsync<StreaqStoreException>(() => host.Client.EnqueueManyAsync(Double, [1, 2]).WaitAsync(QueueHost.Patience));

        Assert.All([one, many], e => Assert.Contains("Redis can't be reached for 'enqueue", e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Enqueue_WithAWait_ArrivesOnceRedisIsBack()
    {
        await using var host = await StartAsync(wait: QueueHost.Patience);
        var first = await host.Client.EnqueueAsync(Double, 1);
        await _server.KillAsync();

        var one = host.Client.EnqueueAsync(Double, 1);
        var many = host.Client.EnqueueManyAsync(Double, [1, 2]);
        var scheduled = host.Client.EnqueueAsync(Double, 1, new() { Delay = TimeSpan.FromDays(1) });
        var after = host.Client.EnqueueAsync(Double, 1, new() { After = [first] });
        Assert.False(one.IsCompleted || many.IsCompleted || scheduled.IsCompleted || after.IsCompleted);
        await _server.RestartAsync();
        await Task.WhenAll(one, many, scheduled, after).WaitAsync(QueueHost.Patience);

        var counts = await host.Client.CountsAsync();
        Assert.Equal((4, 1, 1), (counts.Ready["normal"], counts.Scheduled, counts.Waiting));
    }

    [Fact]
    public async Task Enqueue_WithAWait_ThrowsAfterIt()
    {
        await using var host = await StartAsync(wait: TimeSpan.FromMilliseconds(200));
        await host.Client.EnqueueAsync(Double, 1);
        await _server.KillAsync();

        await Assert.ThrowsAsync<StreaqStoreException>(() => host.Client.EnqueueAsync(Double, 1).WaitAsync(QueueHost.Patience));
    }

    [Fact]
    public async Task Enqueue_WithAWait_DoesNotRepeatWhatRedisRefusesForGood()
    {
        await using var host = await StartAsync(wait: TimeSpan.FromDays(1));
        await using var raw = await Storage.Redis.RawRedis.OpenAsync(_server, host.Queue);
        await raw.Database.StringSetAsync(raw.Keys.Ready("normal"), "no stream");

        await Assert.ThrowsAsync<StreaqStoreException>(() => host.Client.EnqueueAsync(Double, 1).WaitAsync(QueueHost.Patience));
    }

    [Fact]
    public async Task Enqueue_WithoutMemory_WaitsForSome()
    {
        await using var host = await StartAsync(wait: QueueHost.Patience);
        await using var raw = await Storage.Redis.RawRedis.OpenAsync(_server, host.Queue);
        await raw.Database.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");
        var failed = host.Client.EnqueueAsync(Double, 1, cancellationToken: new CancellationToken(canceled: false));
        Assert.False(failed.IsCompleted);

        await raw.Database.ExecuteAsync("CONFIG", "SET", "maxmemory", "0");

        await failed.WaitAsync(QueueHost.Patience);
    }

    /// <summary>After a failed snapshot Redis accepts no writes (<c>MISCONF</c>) until one succeeds.</summary>
    [Fact]
    public async Task Enqueue_WhileRedisCantSave_WaitsUntilItCan()
    {
        var directory = Directory.CreateTempSubdirectory("streaq-save-");
        await using var server = await RedisNode.StartAsync("--dir", directory.FullName);
        await using var host = await QueueHost.StartAsync(
            static _ => { }, server.Address, static options => options.EnqueueOutageWait = QueueHost.Patience);
        await using var raw = await Storage.Redis.RawRedis.OpenAsync(server.Address, host.Queue);
        await raw.Database.ExecuteAsync("CONFIG", "SET", "save", "3600 1");
        var inTheWay = directory.CreateSubdirectory("dump.rdb");
        await raw.Database.ExecuteAsync("BGSAVE");
        await server.PrintedAsync("Background saving error");
        var refusal = await Assert.ThrowsAsync<StackExchange.Redis.RedisServerException>(() => raw.Database.StringSetAsync("any", "1"));
        Assert.StartsWith("MISCONF", refusal.Message, StringComparison.Ordinal);
        var refused = host.Client.EnqueueAsync(Double, 1);

        inTheWay.Delete();
        await raw.Database.ExecuteAsync("BGSAVE");

        await refused.WaitAsync(QueueHost.Patience);
        directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Wait_OfAWriteThatFailsAgainAndAgain_EndsAtItsLimitWithTheLastError()
    {
        var time = new FakeTime();
        var tries = 0;
        var wait = new OutageWait(TimeSpan.FromSeconds(10), time).RepeatAsync<int>(
            () => throw new StreaqStoreException($"{++tries}") { IsTransient = true }, default).AsTask();

        foreach (var pause in (int[])[50, 100, 200, 400, 800, .. Enumerable.Repeat(1000, 8), 450])
        {
            await time.PassAsync(TimeSpan.FromMilliseconds(pause));
        }

        var e = await Assert.ThrowsAsync<StreaqStoreException>(() => wait.WaitAsync(QueueHost.Patience));
        Assert.Equal("15", e.Message);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(24 * 60 * 60 + 1)]
    public async Task Wait_OutOfRange_IsRefused(int seconds)
    {
        var e = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => StartAsync(TimeSpan.FromSeconds(seconds)));

        Assert.StartsWith("StreaqOptions.EnqueueOutageWait ", e.Message);
    }

    private Task<QueueHost> StartAsync(TimeSpan wait) =>
        QueueHost.StartAsync(static _ => { }, _server.ConnectionString, options => options.EnqueueOutageWait = wait);
}
