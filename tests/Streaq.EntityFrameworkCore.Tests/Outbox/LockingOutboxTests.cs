namespace Streaq.EntityFrameworkCore.Tests.Outbox;

/// <summary>Databases on which several relays take different rows at the same time.</summary>
public abstract class LockingOutboxTests : OutboxTests
{
    [Fact]
    [Trait("Category", "Slow")]
    public async Task Relays_ThreeAtOnce_RunEveryTaskOnce()
    {
        await using var redis = await RedisServer.StartAsync();
        var queue = $"test-{Guid.NewGuid():N}";
        var notes = new Notes();
        Shop[] shops = [await On(), await On(), await On()];
        string[] items = [.. Enumerable.Range(0, 900).Select(number => $"item {number}")];

        await Task.WhenAll(items.Chunk(30).Select((part, index) => shops[index % 3].InRequestAsync(db =>
        {
            db.EnqueueMany(Shop.Send, part);
            return db.SaveChangesAsync();
        })));
        await Task.WhenAll(items.Select(notes.BegunAsync));

        await LeftAsync(shops[0], 0);
        Assert.Equal(items.Append("last").Order(), notes.Ran.Order());
        foreach (var shop in shops)
        {
            await shop.DisposeAsync();
        }

        Task<Shop> On() => StartAsync(redis.ConnectionString, queue, notes);
    }
}
