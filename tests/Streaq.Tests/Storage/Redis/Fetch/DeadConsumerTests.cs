using StackExchange.Redis;
using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage.Redis;

/// <summary>What workers leave in the consumer groups is removed with them.</summary>
[Collection(RedisCollection.Name)]
public sealed class DeadConsumerTests(RedisFixture redis)
{
    [Fact]
    public async Task Reclaim_OfAWorkerThatHeldNothing_RemovesItsConsumer()
    {
        var queue = $"test-{Guid.NewGuid():N}";
        await using var store = await Streaq.Storage.Redis.RedisTaskStore.OpenAsync(
            RedisText.Access(redis.Server.ConnectionString), new StoreOptions(queue), TimeProvider.System);
        await using var raw = await RawRedis.OpenAsync(redis.Server, queue);
        await using var dead = await store.JoinAsync(new WorkerRegistration("dead", ["normal"], Sample.Lease), default);
        await WorkAsync(store, dead);
        await raw.AdvanceAsync(Sample.Lease);
        await using var live = await store.JoinAsync(new WorkerRegistration("live", ["normal"], Sample.Lease), default);
        await WorkAsync(store, live);
        Assert.Equal(2, await ConsumersAsync(raw));

        Assert.Empty(await store.ReclaimAsync(["normal"], 100, default));

        Assert.Equal(1, await ConsumersAsync(raw));
    }

    [Fact]
    public async Task Reclaim_OfAWorkerThatNotedAttempts_LeavesNoNotesOnceAllIsGivenBack()
    {
        await using var queue = await RedisQueue.OpenAsync(redis.Server);
        await using var dead = await queue.JoinAsync("dead");
        foreach (var priority in Sample.Priorities)
        {
            await queue.Store.EnqueueAsync(Sample.Task(priority, priority), default);
        }

        Assert.Equal(Sample.Priorities.Length, (await RedisQueue.FetchAsync(dead)).Count);
        await dead.NoteAttemptsAsync([new(Sample.Normal, "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01")], [], default);
        await queue.Raw.AdvanceAsync(Sample.Lease);

        Assert.Single(await queue.Store.ReclaimAsync(Sample.Priorities, 1, default));
        Assert.True(await queue.Raw.Database.KeyExistsAsync(queue.Raw.Keys.Attempts("dead")), "Its other tasks' notes are needed yet.");
        await queue.Store.ReclaimAsync(Sample.Priorities, 10, default);

        Assert.False(await queue.Raw.Database.KeyExistsAsync(queue.Raw.Keys.Attempts("dead")));
    }

    /// <summary>Some releases of Redis keep only consumers that have received an entry.</summary>
    private static async Task WorkAsync(Streaq.Storage.Redis.RedisTaskStore store, IWorkerLease lease)
    {
        var held = new List<Delivery>();
        await store.EnqueueAsync(Sample.Task($"task-{Guid.NewGuid():N}", "normal"), default);
        await lease.FetchAsync(1, TimeSpan.Zero, held, default);
        var record = RecordFormat.Write(new TaskRecord { Name = "task", Outcome = TaskOutcome.Success, Attempts = 1 });
        Assert.True(await lease.SettleAsync([new CompletionSettlement(Assert.Single(held), record, TimeSpan.Zero)], default));
    }

    private static async Task<int> ConsumersAsync(RawRedis raw) =>
        ((RedisResult[])(await raw.Database.ExecuteAsync("XINFO", "CONSUMERS", raw.Keys.Ready("normal"), "workers"))!).Length;
}
