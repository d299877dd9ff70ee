using System.Globalization;
using Streaq.Storage;
using Streaq.Storage.Redis;

namespace Streaq.Tests.Storage.Redis;

/// <summary>How a process learns of a pause by another one.</summary>
[Collection(RedisCollection.Name)]
public sealed class PauseTests(RedisFixture redis) : IAsyncLifetime
{
    private static readonly QueuePause Low = new(false, ["low"]);

    private RedisQueue _queue = null!;
    private RedisTaskStore _other = null!;
    private RedisConnection _connection = null!;
    private PauseWatch _pause = null!;

    public async Task InitializeAsync()
    {
        _queue = await RedisQueue.OpenAsync(redis.Server);
        _other = await RedisTaskStore.OpenAsync(RedisText.Access(redis.Server.ConnectionString), new StoreOptions(_queue.Raw.Queue), TimeProvider.System);
        _connection = await RedisConnection.OpenAsync(RedisText.Access(redis.Server.ConnectionString), new RedisKeys("test"), static _ => { });
        _pause = new PauseWatch(_connection, _queue.Raw.Keys);
    }

    public async Task DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _other.DisposeAsync();
        await _queue.DisposeAsync();
    }

    [Fact]
    public async Task Pause_ByAnotherProcess_IsNoticed()
    {
        await _pause.SubscribedAsync();
        var change = _pause.ChangeOf(QueuePause.None);

        await _other.Pauses.PauseAsync("low", default);

        await change.WaitAsync(QueueHost.Patience);
        Assert.Equal(Low, _pause.Current);
    }

    [Fact]
    public async Task Pause_BeforeTheSubscription_IsKnownAfterIt()
    {
        await _other.Pauses.PauseAsync("low", default);

        await _pause.SubscribedAsync();

        Assert.Equal(Low, _pause.Current);
    }

    [Fact]
    public async Task Pauses_InQuickSuccession_EndWithTheLast()
    {
        await _pause.SubscribedAsync();
        for (var i = 0; i < 50; i++)
        {
            await _other.Pauses.PauseAsync(null, default);
            await _other.Pauses.ResumeAsync(null, default);
        }

        await _other.Pauses.PauseAsync("low", default);

        // Read once per round: a change between two reads would not be notified.
        for (var known = _pause.Current; !known.Equals(Low); known = _pause.Current)
        {
            await _pause.ChangeOf(known).WaitAsync(QueueHost.Patience);
        }
    }

    [Fact]
    public async Task Resumption_WhoseMessageGotLost_IsLearntFromTheNextRenewal()
    {
        await using var lease = await _queue.JoinAsync();
        await _queue.Store.Pauses.PauseAsync(null, default);
        var fetch = lease.FetchAsync(10, QueueHost.Patience, [], default).AsTask();
        await _queue.Raw.Database.SetRemoveAsync(_queue.Raw.Keys.Paused, "");

        await lease.RenewAsync(default);

        await fetch.WaitAsync(QueueHost.Patience / 2);
    }

    [Fact]
    public async Task Pause_WhoseMessageGotLost_IsLearntFromTheNextRenewal()
    {
        await _pause.SubscribedAsync();
        await _queue.Raw.Database.SetAddAsync(_queue.Raw.Keys.Paused, "low");
        var change = _pause.ChangeOf(QueuePause.None);

        _pause.Learn(Low);

        await change.WaitAsync(QueueHost.Patience);
    }

    [Fact]
    public async Task Pause_DuringALostConnection_IsKnownWhenItIsBack()
    {
        await _pause.SubscribedAsync();
        await _queue.Raw.Database.SetAddAsync(_queue.Raw.Keys.Paused, "low");
        var change = _pause.ChangeOf(QueuePause.None);

        await _queue.Raw.Database.ExecuteAsync("CLIENT", "KILL", "TYPE", "pubsub");

        await change.WaitAsync(QueueHost.Patience);
        Assert.Equal(Low, _pause.Current);
    }

    [Fact]
    public async Task PutBack_WithoutTheLease_WritesNothing()
    {
        await using var lease = await _queue.JoinAsync("gone");
        await _queue.EnqueueAsync("a");
        var held = Assert.Single(await RedisQueue.FetchAsync(lease));
        var keys = _queue.Raw.Keys;
        await _queue.Raw.Database.SortedSetRemoveAsync(keys.Workers, "gone");

        var answer = (int)await _connection.EvaluateAsync(
            LuaScript.Named("put_back"), [keys.Workers, keys.Ready("normal"), keys.TaskPrefix], [RedisKeys.Group, "gone", "normal", held.Receipt, "a"]);

        Assert.Equal(0, answer);
        Assert.Equal((1, 1), await _queue.Raw.StreamsAsync("normal"));
    }

    /// <summary>The answer to a write can get lost, and the worker may repeat the write.</summary>
    [Fact]
    public async Task PutBack_Twice_IsOne()
    {
        await using var lease = await _queue.JoinAsync();
        await _queue.EnqueueAsync("a");
        var held = Assert.Single(await RedisQueue.FetchAsync(lease));
        var keys = _queue.Raw.Keys;

        for (var i = 0; i < 2; i++)
        {
            await _connection.EvaluateAsync(
                LuaScript.Named("put_back"), [keys.Workers, keys.Ready("normal"), keys.TaskPrefix], [RedisKeys.Group, "w1", "normal", held.Receipt, "a"]);
        }

        Assert.Equal((1, 0), await _queue.Raw.StreamsAsync("normal"));
    }

    /// <summary>On a server of its own, since the test counts the reads of the whole server.</summary>
    [Fact]
    public async Task Worker_OfAPausedQueue_ReadsNothing()
    {
        await using var server = await RedisServer.StartOwnAsync();
        await using var queue = await RedisQueue.OpenAsync(server);
        await queue.Store.Pauses.PauseAsync(null, default);
        await using var lease = await queue.JoinAsync();
        using var stop = new CancellationTokenSource();
        var fetch = lease.FetchAsync(10, QueueHost.Patience, [], stop.Token).AsTask();
        await queue.EnqueueAsync("a");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch);

        var paused = await ReadsAsync(queue);
        await queue.Store.Pauses.ResumeAsync(null, default);
        Assert.Single(await RedisQueue.FetchAsync(lease));

        Assert.Equal((0, 1), (paused, await ReadsAsync(queue)));
    }

    private static async Task<int> ReadsAsync(RedisQueue queue)
    {
        const string Calls = "cmdstat_xreadgroup:calls=";
        var stats = (string)(await queue.Raw.Database.ExecuteAsync("INFO", "commandstats"))!;
        var line = stats.Split('\n').FirstOrDefault(line => line.StartsWith(Calls, StringComparison.Ordinal));
        return line is null ? 0 : int.Parse(line[Calls.Length..].Split(',')[0], CultureInfo.InvariantCulture);
    }
}
