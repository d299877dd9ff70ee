using Microsoft.EntityFrameworkCore;

namespace Streaq.Benchmarks.Outboxes;

/// <summary>The row that an application saves with its task.</summary>
public sealed class Sale
{
    public int Id { get; set; }

    public int Amount { get; set; }
}

/// <summary>A context with the sales alone.</summary>
public class SaleDbContext(DbContextOptions options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Sale>();
}

/// <summary>A context to which Wolverine adds its tables.</summary>
public sealed class WolverineDbContext(DbContextOptions<WolverineDbContext> options) : SaleDbContext(options);

/// <summary>A context with Streaq's outbox table.</summary>
public sealed class OutboxDbContext(DbContextOptions<OutboxDbContext> options) : SaleDbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.AddStreaqOutbox();
    }
}
