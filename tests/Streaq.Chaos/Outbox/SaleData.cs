using Microsoft.EntityFrameworkCore;

namespace Streaq.Chaos.Outbox;

/// <summary>The row that an application commits with its tasks.</summary>
internal sealed class Sale
{
    public required string Id { get; init; }

    /// <summary>The number of effects that it must have, numbered from 0.</summary>
    public int Effects { get; init; }
}

/// <summary>The row that a task writes. Only the inbox prevents a second one.</summary>
internal sealed class Effect
{
    public long Id { get; init; }

    public required string SaleId { get; init; }

    public int Number { get; init; }
}

/// <summary>The database of a trial.</summary>
internal sealed class SaleDbContext(DbContextOptions<SaleDbContext> options) : DbContext(options)
{
    public DbSet<Sale> Sales => Set<Sale>();

    public DbSet<Effect> Effects => Set<Effect>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddStreaqOutbox().AddStreaqInbox();

    public static SaleDbContext At(string database) =>
        new(new DbContextOptionsBuilder<SaleDbContext>().UseNpgsql(database).Options);

    /// <summary>For the account: retries, since old connections are broken after a fault and a server may still recover.</summary>
    public static SaleDbContext Patient(string database) =>
        new(new DbContextOptionsBuilder<SaleDbContext>().UseNpgsql(database, npgsql => npgsql.EnableRetryOnFailure()).Options);
}

/// <param name="Sale">The sale that it belongs to.</param>
/// <param name="Number">The effect's number.</param>
/// <param name="Retries">How many attempts fail before the one that succeeds.</param>
/// <param name="Child">The number of a further effect, whose task the handler enqueues by its context; <see langword="null"/> for none.</param>
internal sealed record SaleTask(string Sale, int Number, int Retries = 0, int? Child = null)
{
    public static readonly TaskDefinition<SaleTask, int> Effect = new("chaos.effect");

    /// <summary>Like <see cref="Effect"/>, with the task of the next stage of a pipeline as its result.</summary>
    public static readonly TaskDefinition<SaleTask, SaleTask> Stage = new("chaos.stage");
}
