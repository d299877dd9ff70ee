using Microsoft.EntityFrameworkCore;

namespace Streaq.EntityFrameworkCore.Tests.Support;

/// <summary>What every database does the same, each test with one of its own.</summary>
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

    /// <summary>The database, as the application sets it up.</summary>
    protected abstract void Use(DbContextOptionsBuilder options);
}
