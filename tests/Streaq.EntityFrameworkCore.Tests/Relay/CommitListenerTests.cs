using Microsoft.EntityFrameworkCore;

namespace Streaq.EntityFrameworkCore.Tests.Relay;

/// <summary>Two processes: one writes rows, the other one moves them and reads only once an hour.</summary>
[Collection(PostgresCollection.Name)]
public sealed class CommitListenerTests(PostgresFixture server) : DatabaseTests
{
    private readonly string _database = server.NewDatabase();
    private readonly string _queue = $"test-{Guid.NewGuid():N}";
    private readonly Notes _notes = new();

    [Fact]
    public async Task Commit_OfAnotherProcess_WakesTheRelay()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var relay = await StartAsync(redis, isRelay: true);
        await using var writer = await StartAsync(redis, isRelay: false);

        Assert.Equal(4, await writer.RunAsync("lamp"));
        // The first task has run, so the relay listens by now and has read once.
        Assert.Equal(5, await writer.RunAsync("chair"));
        Assert.Equal(["lamp", "chair"], _notes.Ran);
    }

    [Fact]
    public async Task Connection_ThatBreaks_IsOpenedAgain()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var relay = await StartAsync(redis, isRelay: true);
        await using var writer = await StartAsync(redis, isRelay: false);
        await writer.RunAsync("lamp");

        await writer.InRequestAsync(db => db.Database.ExecuteSqlRawAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN streaq_outbox_%'"));
        await relay.Host.Log.SeenAsync("streaq.outbox.not_listening").WaitAsync(QueueHost.Patience);

        Assert.Equal(5, await writer.RunAsync("chair"));
        Assert.Equal(4, await writer.RunAsync("sofa"));
    }

    protected override void Use(DbContextOptionsBuilder options) => options.UseNpgsql(_database);

    private Task<Shop> StartAsync(RedisServer redis, bool isRelay) => Shop.StartAsync(
        Use,
        redis.ConnectionString,
        queue: _queue,
        notes: _notes,
        outbox: options => (options.Relay, options.PollInterval, options.MaxPollInterval) = (isRelay, TimeSpan.FromMilliseconds(50), TimeSpan.FromHours(1)));
}
