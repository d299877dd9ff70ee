using Microsoft.EntityFrameworkCore;

namespace Shop;

/// <summary>An order that was placed; its id is that of the task that confirms it.</summary>
public sealed class PlacedOrder
{
    public required string Id { get; init; }

    public required string Customer { get; init; }

    public required string Item { get; init; }

    public int Count { get; init; }
}

public sealed class ShopDbContext(DbContextOptions<ShopDbContext> options) : DbContext(options)
{
    public DbSet<PlacedOrder> Orders => Set<PlacedOrder>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddStreaqOutbox();
}
