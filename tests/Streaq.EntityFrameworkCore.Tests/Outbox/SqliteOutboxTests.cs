using Microsoft.EntityFrameworkCore;

namespace Streaq.EntityFrameworkCore.Tests.Outbox;

public sealed class SqliteOutboxTests : OutboxTests
{
    private readonly string _directory = Directory.CreateTempSubdirectory("streaq-sqlite-").FullName;

    public override Task DisposeAsync()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
        return Task.CompletedTask;
    }

    protected override void Use(DbContextOptionsBuilder options) => options.UseSqlite($"Data Source={Path.Combine(_directory, "shop.db")}");
}
