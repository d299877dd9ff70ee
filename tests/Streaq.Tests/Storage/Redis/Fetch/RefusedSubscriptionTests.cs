using Streaq.Storage;
using Streaq.Storage.Redis;

namespace Streaq.Tests.Storage.Redis;

/// <summary>A full Redis that refuses SUBSCRIBE too, as 8.6 does: a worker joins without it, and subscribes when it can.</summary>
public sealed class RefusedSubscriptionTests : IAsyncLifetime
{
    private readonly StoreOptions _options = new($"test-{Guid.NewGuid():N}");
    private volatile bool _refuses = true;
    private RedisServer _server = null!;
    private RewritingProxy _proxy = null!;
    private RawRedis _raw = null!;
    private RedisTaskStore _store = null!;

    public async Task InitializeAsync()
    {
        _server = await RedisServer.StartOwnAsync();
        // A full Redis of any release refuses INCR, with the error that 8.6 returns for SUBSCRIBE.
        _proxy = new RewritingProxy(_server.Port, requests: text => _refuses ? text.Replace("$9\r\nSUBSCRIBE\r\n", "$4\r\nINCR\r\n", StringComparison.Ordinal) : text);
        _raw = await RawRedis.OpenAsync(_server, _options.Queue);
        _store = await RedisTaskStore.OpenAsync(RedisText.Access(_proxy.ConnectionString), _options, TimeProvider.System);
        await _store.EnqueueAsync(Sample.Task("due") with { Delay = TimeSpan.Zero }, default);
        await _raw.Database.ExecuteAsync("CONFIG", "SET", "maxmemory", "1");
    }

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        await _raw.DisposeAsync();
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Join_WithoutBeingAbleToListen_WorksAndListensLater()
    {
        await using var lease = await JoinAsync();
        Assert.Equal(0, await ListenersAsync());
        Assert.True(await lease.RenewAsync(default));
        Assert.Equal(0, await ListenersAsync());

        _refuses = false;
        Assert.True(await lease.RenewAsync(default));

        Assert.Equal(2, await ListenersAsync());
    }

    private async Task<IWorkerLease> JoinAsync() => await _store.JoinAsync(new("w1", Sample.Priorities, Sample.Lease), default);

    /// <returns>The number of subscribers to pauses and to requests to abort.</returns>
    private async Task<long> ListenersAsync()
    {
        var answer = (StackExchange.Redis.RedisResult[])(await _raw.Database.ExecuteAsync("PUBSUB", "NUMSUB", _raw.Keys.PauseChannel, _raw.Keys.AbortChannel))!;
        return (long)answer[1] + (long)answer[3];
    }
}
