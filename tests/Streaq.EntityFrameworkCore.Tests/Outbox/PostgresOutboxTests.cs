using System.Transactions;
using Microsoft.EntityFrameworkCore;

namespace Streaq.EntityFrameworkCore.Tests.Outbox;

[Collection(PostgresCollection.Name)]
public sealed class PostgresOutboxTests(PostgresFixture server) : LockingOutboxTests
{
    private readonly string _database = server.NewDatabase();

    [Fact]
    public async Task Enqueue_InATransactionScope_IsSentByItsCompletion()
    {
        await using var shop = await StartAsync();

        var handle = await shop.InRequestAsync(async db =>
        {
            using var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled);
            var handle = db.Enqueue(Shop.Count, "lamp");
            await db.SaveChangesAsync();
            scope.Complete();
            return handle;
        });

        Assert.Equal(4, await shop.EndAsync(handle, "lamp"));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Redis_Away_RowsWaitUntilItIsBack()
    {
        await using var redis = await RedisServer.StartOwnAsync();
        await using var shop = await StartAsync($"{redis.ConnectionString},connectTimeout=500,syncTimeout=500");
        await shop.RunAsync("before");
        await redis.KillAsync();

        var handle = await shop.CountAsync("lamp");
        await shop.Host.Log.SeenAsync("streaq.outbox.interrupted").WaitAsync(QueueHost.Patience);
        Assert.Equal(1, await shop.InRequestAsync(db => db.Set<OutboxRow>().CountAsync(row => row.TaskId == handle.Id)));
        await redis.RestartAsync();

        await shop.Host.Log.SeenAsync("streaq.outbox.resumed").WaitAsync(QueueHost.Patience);
        Assert.Equal(4, await shop.EndAsync(handle, "lamp"));
    }

    protected override void Use(DbContextOptionsBuilder options) => options.UseNpgsql(_database);
}
