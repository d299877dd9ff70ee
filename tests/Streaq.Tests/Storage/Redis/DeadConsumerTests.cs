using StackExchange.Redis;
using Streaq.Storage;

namespace Streaq.Tests.Storage.Redis;

/// <summary>Workers come and go; what they leave in the consumer groups goes with them.</summary>
[Collection(RedisCollection.Name)]
public sealed class DeadConsumerTests(RedisFixture redis)
{
    [Fact]
    public async Task Reclaim_OfAWorkerThatHeldNothing_RemovesItsConsumer()
    {
        var queue = $"test-{Guid.NewGuid():N}";
        await using var store = await Streaq.Storage.Redis.RedisTaskStore.OpenAsync(
            redis.Server.ConnectionString, new StoreOptions(queue), TimeProvider.System);
        await using var raw = await RawRedis.OpenAsync(redis.Server, queue);
        await using var dead = await store.JoinAsync(new WorkerRegistration("dead", ["normal"], Sample.Lease), default);
        await dead.FetchAsync(1, TimeSpan.Zero, [], default);
        await raw.AdvanceAsync(Sample.Lease);
        await using var live = await store.JoinAsync(new WorkerRegistration("live", ["normal"], Sample.Lease), default);
        await live.FetchAsync(1, TimeSpan.Zero, [], default);
        Assert.Equal(2, await ConsumersAsync(raw));

        Assert.Empty(await store.ReclaimAsync(["normal"], 100, default));

        Assert.Equal(1, await ConsumersAsync(raw));
    }

    private static async Task<int> ConsumersAsync(RawRedis raw) =>
        ((RedisResult[])(await raw.Database.ExecuteAsync("XINFO", "CONSUMERS", raw.Keys.Ready("normal"), "workers"))!).Length;
}
