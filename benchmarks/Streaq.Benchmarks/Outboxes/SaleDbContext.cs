using Microsoft.EntityFrameworkCore;

namespace Streaq.Benchmarks.Outboxes;

/// <summary>What an application saves beside its task.</summary>
public sealed class Sale
{
    public int Id { get; set; }

    public int Amount { get; set; }
}

/// <summary>The sales alone.</summary>
public class SaleDbContext(DbContextOptions options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Sale>();
}

/// <summary>With Wolverine's tables, which it adds.</summary>
public sealed class WolverineDbContext(DbContextOptions<WolverineDbContext> options) : SaleDbContext(options);

/// <summary>With Streaq's table.</summary>
public sealed class OutboxDbContext(DbContextOptions<OutboxDbContext> options) : SaleDbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.AddStreaqOutbox();
    }
}
