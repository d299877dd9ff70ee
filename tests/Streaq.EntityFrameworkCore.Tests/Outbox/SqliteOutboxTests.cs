using Microsoft.EntityFrameworkCore;

namespace Streaq.EntityFrameworkCore.Tests.Outbox;

public sealed class SqliteOutboxTests : OutboxTests
{
    private readonly SqliteFile _file = new();

    /// <summary>Otherwise the provider sleeps for 150 ms when the relay holds the database for two.</summary>
    [Fact]
    public async Task Connection_OfAContextWithAnOutbox_WaitsForTheWriterInSqlite()
    {
        await using var shop = await StartAsync();

        var milliseconds = await shop.InRequestAsync(async db =>
        {
            await db.Database.OpenConnectionAsync();
            return await db.Database.SqlQueryRaw<long>("SELECT timeout AS Value FROM pragma_busy_timeout").SingleAsync();
        });

        Assert.Equal(1_000, milliseconds);
    }

    public override Task DisposeAsync()
    {
        _file.Dispose();
        return Task.CompletedTask;
    }

    protected override void Use(DbContextOptionsBuilder options) => _file.Use(options);
}
