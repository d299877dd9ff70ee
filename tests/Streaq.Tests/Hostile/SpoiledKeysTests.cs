using StackExchange.Redis;
using Streaq.Client;
using Streaq.Storage;
using Streaq.Storage.Redis;
using Streaq.Tests.Storage;
using Streaq.Tests.Storage.Redis;

namespace Streaq.Tests.Hostile;

/// <summary>Keys that another program wrote: the findings of the fuzz tests, one by one, on the store.</summary>
[Collection(RedisCollection.Name)]
public sealed class SpoiledKeysTests(RedisFixture redis) : IAsyncLifetime
{
    private RedisQueue _queue = null!;

    private ITaskStore Store => _queue.Store;

    private IDatabase Database => _queue.Raw.Database;

    public async Task InitializeAsync() => _queue = await RedisQueue.OpenAsync(redis.Server);

    public async Task DisposeAsync() => await _queue.DisposeAsync();

    [Theory]
    [InlineData("+inf")]
    [InlineData("1e300")]
    [InlineData("-inf")]
    public async Task Workers_WithAnInvalidLease_AreListed(string until)
    {
        await Database.ExecuteAsync("ZADD", _queue.Raw.Keys.Workers, until, "w9");
        await Database.ExecuteAsync("HSET", _queue.Raw.Keys.Worker("w9"), "process", "99999999999", "started", "9223372036854775807");

        Assert.Equal("w9", Assert.Single(await Store.ListWorkersAsync(Sample.Priorities, default)).WorkerId);
    }

    [Fact]
    public async Task DeduplicationKey_WithoutAHolder_DoesNotSwallowTheTask()
    {
        await Database.ExecuteAsync("SET", _queue.Raw.Keys.Deduplication("key"), "");

        await Store.EnqueueAsync(Sample.Task("a") with { DeduplicationKey = "key" }, default);

        Assert.Equal(TaskState.Ready, (await Store.LookUpAsync("a", default)).State);
    }

    [Fact]
    public async Task Settlements_WhenTheirSetsAreOfAnotherType_AreStored()
    {
        await Store.EnqueueManyAsync([Sample.Task("retried"), Sample.Task("failed")], default);
        await using var lease = await _queue.JoinAsync();
        var held = await RedisQueue.FetchAsync(lease);
        await Database.ExecuteAsync("SET", _queue.Raw.Keys.Scheduled, "x");
        await Database.ExecuteAsync("SET", _queue.Raw.Keys.Dead, "x");

        Assert.True(await lease.SettleAsync([Sample.Retry(held[0], TimeSpan.Zero), Sample.Failure(held[1], 1)], default));

        Assert.Equal(1, (await Store.PromoteDueAsync(10, default)).Count);
        Assert.Equal("failed", Assert.Single(await Store.DeadLetters.ListAsync(0, 10, default)).Message.Id);
    }

    [Fact]
    public async Task End_OfATaskWhoseKeysAreOfAnotherType_IsStoredWithTheOthers()
    {
        await Store.EnqueueManyAsync([Sample.Task("spoiled"), Sample.Task("innocent")], default);
        await using var lease = await _queue.JoinAsync();
        var held = await RedisQueue.FetchAsync(lease);
        await Database.ExecuteAsync("SET", _queue.Raw.Keys.Task("spoiled"), "+ready:normal 1-1\nn=1\nc=1 0 c:x\nx=1\ng=spoiled");
        foreach (var key in new[] { _queue.Raw.Keys.Dependents("spoiled"), _queue.Raw.Keys.Permits("c:x"), _queue.Raw.Keys.Aborts })
        {
            await Database.ExecuteAsync("SET", key, "x");
        }

        Assert.True(await lease.SettleAsync([.. held.Select(Sample.Success)], default));

        Assert.Equal(TaskState.Succeeded, (await Store.LookUpAsync("spoiled", default)).State);
        Assert.Equal(TaskState.Succeeded, (await Store.LookUpAsync("innocent", default)).State);
    }

    [Fact]
    public async Task Lease_WhenWhatItReadsIsOfAnotherType_IsGivenAndRenewed()
    {
        foreach (var key in new[] { _queue.Raw.Keys.Priorities, _queue.Raw.Keys.Paused, _queue.Raw.Keys.Aborts })
        {
            await Database.ExecuteAsync("SET", key, "x");
        }

        await using var lease = await Store.JoinAsync(new("w1", Sample.Priorities, Sample.Lease) { MayHoldTasks = () => true }, default);

        Assert.True(await lease.RenewAsync(default));
        Assert.Equal(Sample.Priorities, await Store.PrioritiesAsync(default));
    }

    [Fact]
    public async Task TasksOfADeadWorker_WhenItsNotesAreOfAnotherType_AreGivenBack()
    {
        await Store.EnqueueManyAsync([Sample.Task("a"), Sample.Task("b")], default);
        await using var dead = await _queue.JoinAsync("dead");
        await RedisQueue.FetchAsync(dead);
        await Database.ExecuteAsync("SET", _queue.Raw.Keys.Attempts("dead"), "x");
        await Database.ExecuteAsync("SET", _queue.Raw.Keys.Aborts, "x");
        await _queue.Raw.AdvanceAsync(Sample.Lease);

        Assert.Equal(2, (await Store.ReclaimAsync(Sample.Priorities, 10, default)).Count);

        await using var lease = await _queue.JoinAsync("alive");
        Assert.Equal(2, (await RedisQueue.FetchAsync(lease)).Count);
    }

    [Fact]
    public async Task DeadLetter_WithoutAPriority_IsNotReplayedAndStays()
    {
        await Database.ExecuteAsync("HSET", _queue.Raw.Keys.DeadLetter("a"), "id", "other", "task", "test.sample", "body", "1");

        var letter = await Store.DeadLetters.FindAsync("a", default);
        Assert.Equal("a", letter!.Message.Id);
        var e = await Assert.ThrowsAsync<StreaqStoreException>(() => Store.DeadLetters.ReplayAsync(letter, letter.Message, default).AsTask());

        Assert.Contains("does not say its priority", e.Message);
        Assert.NotNull(await Store.DeadLetters.FindAsync("a", default));
    }

    [Theory]
    [InlineData("{\"outcome\":\"success\",\"attempts\":99999999999,\"enqueued\":9223372036854775807,\"finished\":-1}")]
    [InlineData("{\"outcome\":\"success\",\"started\":253402300800000}\n1")]
    public async Task Record_WithInvalidTimes_IsRead(string record)
    {
        await Database.ExecuteAsync("SET", _queue.Raw.Keys.Task("a"), record);

        var report = LookUps.Report<object>("a", await Store.LookUpAsync("a", default), result: null);

        Assert.Equal(TaskState.Succeeded, report.State);
        Assert.InRange(report.Attempts, 0, int.MaxValue);
    }

    [Theory]
    [InlineData("{\"task\":\"group\",\"outcome\":\"success\"}\n{broken")]
    [InlineData("{\"task\":\"group\",\"outcome\":\"success\"}\n{\"total\":\"x\"}")]
    public async Task GroupsRecord_ThatIsInvalid_IsRefusedWithAReason(string record)
    {
        await Database.ExecuteAsync("SET", _queue.Raw.Keys.Task("a"), record);

        Assert.Contains(
            "can't be read", (await Assert.ThrowsAsync<StreaqStoreException>(() => Store.Groups.FindAsync("a", default).AsTask())).Message);
    }

    [Fact]
    public async Task GroupsCounts_ThatAreInvalid_AreRefusedWithAReason()
    {
        await Database.ExecuteAsync("HSET", _queue.Raw.Keys.Task("a"), "total", "many", "failed", "1");

        Assert.Contains(
            "can't be read", (await Assert.ThrowsAsync<StreaqStoreException>(() => Store.Groups.FindAsync("a", default).AsTask())).Message);
    }

    [Fact]
    public async Task Schedules_WithASpoiledOneAmongThem_AreRead()
    {
        await Database.ExecuteAsync("ZADD", _queue.Raw.Keys.Schedules, "+inf", "a", "0.5", "b");
        await Database.ExecuteAsync("HSET", _queue.Raw.Keys.Schedule("a"), "h:x", "1", "h:X", "2", "drift", "9223372036854775807", "last", "9223372036854775807");
        await Database.ExecuteAsync("SET", _queue.Raw.Keys.Schedule("b"), "x");

        Assert.Equal("b", Assert.Single((await Store.Schedules.ReadAsync([], [], 10, default)).Entries).Definition.Id);
        Assert.Equal("a", Assert.Single((await Store.Schedules.ReadAsync([], ["b"], 10, default)).Entries).Definition.Id);
    }

    [Fact]
    public async Task Entry_WithInvalidNames_DoesNotRepeatThem()
    {
        await _queue.Raw.AddEntryAsync(
            "normal", "test.sample a", "1", "root", "a\nb", "parent", "\u001b[2J", "trigger", "\u202E", "prev_worker", "w1\nforged line", "after", "x \u0007", "after_failed", "\u0007 failure", "cron", "1 \n");
        await using var lease = await _queue.JoinAsync();

        var message = Assert.Single(await RedisQueue.FetchAsync(lease)).Message;

        Assert.Null(message.Details.Malformed);
        Assert.Equal((null, null, "unknown"), (message.Details.ParentId, message.Details.Trigger, message.Details.PreviousWorker));
        Assert.Equal(("a", null), (message.Root, message.Cron));
        Assert.Equal(["x"], message.Details.Dependencies!.Ids);
        Assert.Equal("unknown", message.Details.Dependencies.Failed!.Value.Id);
    }
}
