using Microsoft.EntityFrameworkCore;

namespace Streaq.EntityFrameworkCore.Tests.Outbox;

[Collection(MariaDbCollection.Name)]
public sealed class MariaDbOutboxTests(MariaDbFixture server) : LockingOutboxTests
{
    private readonly string _database = server.NewDatabase();

    protected override void Use(DbContextOptionsBuilder options) => options.UseMySQL(_database);
}
