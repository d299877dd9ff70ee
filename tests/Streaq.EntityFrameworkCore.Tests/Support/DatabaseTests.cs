using Microsoft.EntityFrameworkCore;

namespace Streaq.EntityFrameworkCore.Tests.Support;

/// <summary>Tests that all databases have in common. Each test has a database of its own.</summary>
public abstract class DatabaseTests : IAsyncLifetime
{
    public async Task InitializeAsync()
    {
        var options = new DbContextOptionsBuilder<ShopDbContext>();
        Use(options);
        await using var db = new ShopDbContext(options.Options);
        await db.Database.EnsureCreatedAsync();
    }

    public virtual Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Sets up the database as an application does.</summary>
    protected abstract void Use(DbContextOptionsBuilder options);
}
