using Microsoft.EntityFrameworkCore;

namespace Streaq.EntityFrameworkCore.Tests.Support;

public sealed class Order
{
    public int Id { get; set; }

    public required string Item { get; init; }
}

public sealed class ShopDbContext(DbContextOptions<ShopDbContext> options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddStreaqOutbox().AddStreaqInbox();
}

/// <summary>A context whose model lacks the outbox table.</summary>
public sealed class BareDbContext(DbContextOptions<BareDbContext> options) : DbContext(options);
