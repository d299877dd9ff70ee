using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage.Redis;

/// <summary>Data that Redis can lose while its clients run.</summary>
[Collection(RedisCollection.Name)]
public sealed class RedisRecoveryTests(RedisFixture redis) : IAsyncLifetime
{
    private RedisQueue _queue = null!;

    public async Task InitializeAsync() => _queue = await RedisQueue.OpenAsync(redis.Server);

    public async Task DisposeAsync() => await _queue.DisposeAsync();

    [Fact]
    public async Task EveryVerb_AfterScriptFlush_IsLoadedAgain()
    {
        var store = _queue.Store;
        async Task Flush() => await _queue.Raw.Database.ExecuteAsync("SCRIPT", "FLUSH");

        await Flush();
        await using var lease = await _queue.JoinAsync();
        await Flush();
        await store.EnqueueManyAsync([Sample.Task("done"), Sample.Task("retried"), Sample.Task("failed")], default);
        await Flush();
        await store.EnqueueAsync(Sample.Task("later") with { Delay = TimeSpan.Zero }, default);
        await Flush();
        var ended = store.WaitForEndAsync("done", default, default).AsTask();
        var held = await RedisQueue.FetchAsync(lease);
        await Flush();
        Assert.True(await lease.RenewAsync(default));
        await Flush();
        Assert.True(await lease.SettleAsync([Sample.Success(held[0]), Sample.Retry(held[1], TimeSpan.Zero), Sample.Failure(held[2], 1)], default));
        Assert.Equal(TaskOutcome.Success, (await ended.WaitAsync(QueueHost.Patience))!.Outcome);
        await Flush();
        Assert.Equal(2, (await store.PromoteDueAsync(10, default)).Count);
        await Flush();
        Assert.Equal(TaskState.Ready, (await store.LookUpAsync("later", default)).State);
        await Flush();
        Assert.Equal(2, (await store.CountAsync(Sample.Priorities, default)).Ready["normal"]);
        await Flush();
        Assert.Single(await store.DeadLetters.ListAsync(0, 10, default));
        await Flush();
        var letter = (await store.DeadLetters.FindAsync("failed", default))!;
        Assert.Equal(ReplayResult.Replayed, await store.DeadLetters.ReplayAsync(letter, letter.Message, default));
        await Flush();
        Assert.False(await store.DeadLetters.DeleteAsync("failed", default));
        await Flush();
        Assert.Empty(await store.ReclaimAsync(Sample.Priorities, 10, default));

        var schedule = new ScheduleDefinition { Id = "s", Expression = "@daily", TaskName = "any", Body = "1"u8.ToArray(), Priority = "normal" };
        await Flush();
        Assert.True(await store.Schedules.PutAsync(schedule, 1_000, default));
        await Flush();
        var entry = Assert.Single((await store.Schedules.ReadAsync([], [], 10, default)).Entries);
        await Flush();
        Assert.True(await store.Schedules.FireAsync(new(entry, 1_000, 2_000, Sample.Message("fired")), default));
        await Flush();
        Assert.Single(await store.Schedules.ListAsync(default));
        await Flush();
        Assert.True(await store.Schedules.RemoveAsync("s", default));
        await Flush();
        Assert.Equal(0, await store.Schedules.PruneAsync(TimeSpan.FromDays(7), default));
    }

    /// <summary>Several calls are under way at once, and each finds its script missing.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task EnqueueMany_AfterScriptFlush_KeepsItsOrder(bool asBatch)
    {
        await using var lease = await _queue.JoinAsync();
        for (var round = 0; round < 20; round++)
        {
            var batch = BatchId.NewBatch();
            var ids = Enumerable.Range(0, 500).Select(i => asBatch ? BatchId.For(batch, i) : $"{round}-{i}").ToList();
            await _queue.Raw.Database.ExecuteAsync("SCRIPT", "FLUSH");

            await _queue.Store.EnqueueManyAsync([.. ids.Select(id => Sample.Task(id))], default);

            var fetched = new List<string>();
            while (fetched.Count < ids.Count)
            {
                fetched.AddRange((await RedisQueue.FetchAsync(lease)).Select(delivery => delivery.Message.Id));
            }

            Assert.Equal(ids, fetched);
        }
    }

    [Fact]
    public async Task Fetch_AfterTheStreamWasDeleted_FindsWhatIsEnqueuedLater()
    {
        await using var lease = await _queue.JoinAsync();
        await _queue.Raw.Database.KeyDeleteAsync(_queue.Raw.Keys.Ready(Sample.Normal));
        await _queue.EnqueueAsync("a");

        // The first read finds that the group is missing, and creates it.
        Assert.Empty(await RedisQueue.FetchAsync(lease));

        Assert.Equal("a", Assert.Single(await RedisQueue.FetchAsync(lease)).Message.Id);
    }

    [Fact]
    public async Task Fetch_WaitingWhileItsStreamIsDeleted_ReturnsAndGoesOn()
    {
        await using var lease = await _queue.JoinAsync();
        var fetch = lease.FetchAsync(10, QueueHost.Patience, [], default).AsTask();

        await _queue.Raw.Database.KeyDeleteAsync(_queue.Raw.Keys.Ready(Sample.Normal));
        await _queue.EnqueueAsync("a");

        await fetch.WaitAsync(QueueHost.Patience);
        Assert.Equal("a", Assert.Single(await RedisQueue.FetchAsync(lease)).Message.Id);
    }

    [Fact]
    public async Task Leave_AfterAStreamWasDeletedAndMadeAgain_StillGivesTheOthersBack()
    {
        await using var lease = await _queue.JoinAsync();
        await _queue.Store.EnqueueAsync(Sample.Task("held", "low"), default);
        Assert.Single(await RedisQueue.FetchAsync(lease));
        await _queue.Raw.Database.KeyDeleteAsync(_queue.Raw.Keys.Ready(Sample.Normal));
        await _queue.EnqueueAsync("a");

        Assert.Equal(1, await lease.LeaveAsync(default));

        Assert.Equal(TaskState.Ready, (await _queue.Store.LookUpAsync("held", default)).State);
    }

    [Fact]
    public async Task Lease_AfterEverythingWasDeleted_IsGone()
    {
        await using var lease = await _queue.JoinAsync();
        await _queue.EnqueueAsync("a");
        var held = await RedisQueue.FetchAsync(lease);
        await _queue.Raw.Database.KeyDeleteAsync([_queue.Raw.Keys.Workers, _queue.Raw.Keys.Ready(Sample.Normal), _queue.Raw.Keys.Task("a")]);

        Assert.False(await lease.RenewAsync(default));
        Assert.False(await lease.SettleAsync([Sample.Success(held[0])], default));
        Assert.Equal(TaskState.NotFound, (await _queue.Store.LookUpAsync("a", default)).State);
    }

    [Fact]
    public async Task Count_WithoutGroups_CountsEveryEntryAsReady()
    {
        var now = await _queue.Raw.ClockAsync();
        await _queue.Raw.Database.ExecuteAsync("XADD", _queue.Raw.Keys.Ready("low"), $"{now - 60_000}-0", "id", "a");
        await _queue.EnqueueAsync("b");

        var counts = await _queue.Store.CountAsync(Sample.Priorities, default);

        Assert.Equal((1, 1), (counts.Ready["low"], counts.Ready["normal"]));
        Assert.InRange(counts.OldestReadyAge, 60_000, 60_000 + QueueHost.Patience.TotalMilliseconds);
    }

    [Fact]
    public async Task Count_OldestAge_PassesOverWhatWorkersHold()
    {
        var now = await _queue.Raw.ClockAsync();
        var stream = _queue.Raw.Keys.Ready("low");
        await _queue.Raw.Database.ExecuteAsync("XADD", stream, $"{now - 90_000}-0", "id", "held");
        await using var lease = await _queue.JoinAsync();
        Assert.Single(await RedisQueue.FetchAsync(lease));
        await _queue.Raw.Database.ExecuteAsync("XADD", stream, $"{now - 60_000}-0", "id", "ready");

        var counts = await _queue.Store.CountAsync(Sample.Priorities, default);

        Assert.Equal((1, 1), (counts.Running, counts.Ready["low"]));
        Assert.InRange(counts.OldestReadyAge, 60_000, 89_000);
    }
}
