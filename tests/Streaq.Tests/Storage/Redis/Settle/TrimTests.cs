using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage.Redis;

/// <summary>Settled entries leave the stream at once, in whichever order tasks end.</summary>
[Collection(RedisCollection.Name)]
public sealed class TrimTests(RedisFixture redis)
{
    [Fact]
    public async Task Complete_OutOfOrder_LeavesTheEntriesOfUnsettledTasksAlone()
    {
        var queue = $"test-{Guid.NewGuid():N}";
        await using var store = await Streaq.Storage.Redis.RedisTaskStore.OpenAsync(
            RedisText.Access(redis.Server.ConnectionString), new StoreOptions(queue), TimeProvider.System);
        await using var raw = await RawRedis.OpenAsync(redis.Server, queue);
        await using var lease = await store.JoinAsync(new WorkerRegistration("worker", ["normal"], Sample.Lease), default);
        await store.EnqueueManyAsync([.. Enumerable.Range(0, 300).Select(i => Sample.Task($"task-{i}", "normal"))], default);
        var held = new List<Delivery>();
        await lease.FetchAsync(200, TimeSpan.Zero, held, default);

        // Every third, from the end; then the first of all; then the rest: each time the entries left are those not settled.
        List<Delivery>[] batches = [[.. held.Where((_, i) => i % 3 == 0 && i > 0).Reverse()], [held[0]], [.. held.Where((_, i) => i % 3 != 0)]];
        foreach (var settled in batches)
        {
            Assert.True(await lease.SettleAsync([.. settled.Select(Done)], default));
            held.RemoveAll(settled.Contains);
            Assert.Equal((100 + held.Count, held.Count), await raw.StreamsAsync("normal"));
        }

        await lease.FetchAsync(200, TimeSpan.Zero, held, default);
        Assert.Equal(Enumerable.Range(200, 100).Select(i => $"task-{i}"), held.Select(delivery => delivery.Message.Id));
    }

    private static CompletionSettlement Done(Delivery delivery) =>
        new(delivery, RecordFormat.Write(new TaskRecord { Name = delivery.Message.Name, Outcome = TaskOutcome.Success, Attempts = 1 }), TimeSpan.Zero);
}
