using Streaq.Storage;
using Streaq.Storage.Redis;
using Streaq.Tasks;

namespace Streaq.Tests.Storage.Redis;

/// <summary>Tasks without an index, which are found among all keys of a database.</summary>
[Collection(RedisCollection.Name)]
public sealed class ScanTests(RedisFixture redis)
{
    /// <summary>The queue's name is part of the pattern that Redis matches keys with.</summary>
    [Fact]
    public async Task List_OfAQueueWhoseNameIsAPattern_HasItsOwnTasksAlone()
    {
        var tag = Guid.NewGuid().ToString("N")[..8];
        await using var other = await EndAsync($"{tag}-abc-x", "other");
        await using var store = await EndAsync($@"{tag}-[a-c]*?\-x", "own");

        var list = await store.ListAsync(new TaskListQuery(TaskState.Succeeded, ["normal"], 10, null), default);

        Assert.Equal(["own"], list.Tasks.Select(task => task.Key));
    }

    /// <summary>Every key of the database is scanned, a part per call. Pages end within such a part.</summary>
    [Fact]
    public async Task List_OfMoreEndedTasksThanACallLooksAt_HasEachInSomePage()
    {
        const int Count = 2_500;
        var queue = await RedisQueue.OpenAsync(redis.Server);
        await using var disposal = queue;
        var record = RecordFormat.Write(new TaskRecord { Name = "test.sample", Outcome = TaskOutcome.Success, Attempts = 1 });
        await Task.WhenAll(Enumerable.Range(0, Count).Select(i => queue.Raw.Database.StringSetAsync(queue.Raw.Keys.Task($"{i}"), record)));

        var ids = new HashSet<string>();
        string? continuation = null;
        do
        {
            var page = await queue.Store.ListAsync(new TaskListQuery(TaskState.Succeeded, ["normal"], 37, continuation), default);
            Assert.InRange(page.Tasks.Count, 0, 37);
            ids.UnionWith(page.Tasks.Select(task => task.Key));
            continuation = page.Continuation;
        }
        while (continuation is not null);

        Assert.Equal(Count, ids.Count);
    }

    [Fact]
    public async Task List_OfARecordWithALargeResult_ReadsItsFirstLineAlone()
    {
        var queue = await RedisQueue.OpenAsync(redis.Server);
        await using var disposal = queue;
        var record = new TaskRecord { Name = new string('n', 200), Outcome = TaskOutcome.Aborted, Attempts = 2, Result = new byte[100_000] };
        await queue.Raw.Database.StringSetAsync(queue.Raw.Keys.Task("large"), RecordFormat.Write(record));
        var failure = record with { Outcome = TaskOutcome.Expired, Error = new TaskError("Type", new string('\u0001', 2_000)) };
        await queue.Raw.Database.StringSetAsync(queue.Raw.Keys.Task("long-line"), RecordFormat.Write(failure));

        var aborted = await queue.Store.ListAsync(new TaskListQuery(TaskState.Aborted, ["normal"], 10, null), default);
        var expired = await queue.Store.ListAsync(new TaskListQuery(TaskState.Expired, ["normal"], 10, null), default);

        Assert.Equal((2, 0), (Assert.Single(aborted.Tasks).Value.Record!.Attempts, aborted.Tasks[0].Value.Record!.Result.Length));
        Assert.Equal(2_000, Assert.Single(expired.Tasks).Value.Record!.Error!.Message.Length);
    }

    private async Task<RedisTaskStore> EndAsync(string queue, string id)
    {
        var store = await RedisTaskStore.OpenAsync(RedisText.Access(redis.Server.ConnectionString), new StoreOptions(queue), TimeProvider.System);
        await using var lease = await store.JoinAsync(new("w1", ["normal"], Sample.Lease), default);
        await store.EnqueueAsync(Sample.Task(id), default);
        var held = Assert.Single(await RedisQueue.FetchAsync(lease));
        Assert.True(await lease.SettleAsync([Sample.Success(held)], default));
        return store;
    }
}
