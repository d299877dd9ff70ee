using StackExchange.Redis;
using Streaq.Storage;
using Streaq.Storage.Redis;
using Streaq.Tests.Storage;
using Streaq.Tests.Storage.Redis;

namespace Streaq.Tests.Hostile;

/// <summary>Scheduled tasks whose keys another program wrote: one that can't be made ready blocks no other task.</summary>
[Collection(RedisCollection.Name)]
public sealed class SpoiledDueTasksTests(RedisFixture redis) : IAsyncLifetime
{
    private RedisQueue _queue = null!;

    private ITaskStore Store => _queue.Store;

    private IDatabase Database => _queue.Raw.Database;

    public async Task InitializeAsync() => _queue = await RedisQueue.OpenAsync(redis.Server);

    public async Task DisposeAsync() => await _queue.DisposeAsync();

    [Fact]
    public async Task DueTask_ThatCannotBeMadeReady_BecomesADeadLetterAndTheNextIsPromoted()
    {
        var keys = _queue.Raw.Keys;
        await Database.ExecuteAsync("HSET", keys.Task("a"), "state", "scheduled", "task", "test.sample", "body", "1");
        await Database.ExecuteAsync("HSET", keys.Task("b"), "id", "b", "task", "test.sample", "body", "1", "priority", "spoiled");
        await Database.ExecuteAsync("SET", keys.Ready("spoiled"), "x");
        await Database.ExecuteAsync("ZADD", keys.Scheduled, "1", "a", "2", "b");
        await Store.EnqueueAsync(Sample.Task("innocent") with { Delay = TimeSpan.Zero }, default);

        Assert.Equal(1, (await Store.PromoteDueAsync(10, default)).Count);

        var letters = await Store.DeadLetters.ListAsync(0, 10, default);
        Assert.Equal(["a", "b"], letters.Select(letter => letter.Message.Id).Order());
        Assert.Contains(letters, letter => letter.Error.Message.Contains("it has no priority"));
        Assert.Contains(letters, letter => letter.Error.Message.Contains("Redis refused"));
    }

    [Fact]
    public async Task DueTask_ThatCannotBeMadeReady_EndsTheWait()
    {
        await Store.EnqueueAsync(Sample.Task("a") with { Delay = TimeSpan.Zero, DeduplicationKey = "key" }, default);
        await Store.EnqueueWaitingAsync([new(Sample.Message("b") with { Details = new() { Dependencies = new(["a"]) } })], default);
        var end = Store.WaitForEndAsync("a", default, default).AsTask();
        await Database.ExecuteAsync("HDEL", _queue.Raw.Keys.Task("a"), "priority");

        await Store.PromoteDueAsync(10, default);

        var record = await end.WaitAsync(QueueHost.Patience);
        Assert.Equal((TaskState.Failed, "test.sample"), (record!.State, record.Name));
        Assert.Contains("it has no priority", record.Error!.Message);
        Assert.Equal(TaskState.Ready, (await Store.LookUpAsync("b", default)).State);
        Assert.Equal("c", (await Store.EnqueueAsync(Sample.Task("c") with { DeduplicationKey = "key" }, default)).Id);
        var letter = await Store.DeadLetters.FindAsync("a", default);
        Assert.Equal(("key", null), (letter!.DeduplicationKey, letter.Message.Details.UnknownFields));
    }

    [Fact]
    public async Task DueTasks_ThatCannotBeMadeReady_AreNotMoreThanTheDeadLettersToKeep()
    {
        await using var store = await RedisTaskStore.OpenAsync(RedisText.Access(redis.Server.ConnectionString), new(_queue.Raw.Queue) { MaxDeadLetters = 2 }, TimeProvider.System);
        for (var i = 1; i <= 5; i++)
        {
            await Database.ExecuteAsync("HSET", _queue.Raw.Keys.Task($"t{i}"), "id", $"t{i}", "task", "test.sample\"\\", "body", "1");
            await Database.ExecuteAsync("ZADD", _queue.Raw.Keys.Scheduled, i, $"t{i}");
        }

        await store.PromoteDueAsync(10, default);

        Assert.Equal(2, (await store.DeadLetters.ListAsync(0, 10, default)).Count);
        Assert.Equal(2, (await _queue.Raw.KeysAsync()).Count(key => key.StartsWith("dead:", StringComparison.Ordinal)));
        Assert.Equal(TaskState.Failed, (await store.LookUpAsync("t1", default)).State);
    }

    [Fact]
    public async Task FollowUps_WithInvalidEntries_LetScheduledTasksBePromoted()
    {
        await Database.ExecuteAsync("RPUSH", _queue.Raw.Keys.FollowUps, "nothing of mine", "", "needs:a 1.1");
        await Database.ExecuteAsync("SET", $"{_queue.Raw.Keys.FollowUps}".Replace("follow_ups", "needs:a 1.1"), "x");
        await Store.EnqueueAsync(Sample.Task("innocent") with { Delay = TimeSpan.Zero }, default);

        Assert.Equal(1, (await Store.PromoteDueAsync(10, default)).Count);
        Assert.False(await Database.KeyExistsAsync(_queue.Raw.Keys.FollowUps));
    }

    [Fact]
    public async Task DelayedEnqueue_ThatRedisRefuses_LeavesNothing()
    {
        await Database.ExecuteAsync("SET", _queue.Raw.Keys.Scheduled, "x");

        await Assert.ThrowsAsync<StreaqStoreException>(() => Store.EnqueueAsync(Sample.Task("a") with { Delay = TimeSpan.FromHours(1), DeduplicationKey = "key" }, default).AsTask());

        Assert.Equal(TaskState.NotFound, (await Store.LookUpAsync("a", default)).State);
        Assert.False(await Database.KeyExistsAsync(_queue.Raw.Keys.Deduplication("key")));
    }
}
