using Microsoft.EntityFrameworkCore;

namespace Streaq.Chaos.Outbox;

/// <summary>What an application commits together with its tasks.</summary>
internal sealed class Sale
{
    public required string Id { get; init; }

    /// <summary>How many effects it is to have: those numbered from 0.</summary>
    public int Effects { get; init; }
}

/// <summary>What a task does in the database. Nothing but the inbox keeps it from being there twice.</summary>
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

    /// <summary>For the account: a connection from before a fault is dead, and a server may be about to recover from the last one.</summary>
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

    /// <summary>The same, with the task of the next stage of a pipeline as its result.</summary>
    public static readonly TaskDefinition<SaleTask, SaleTask> Stage = new("chaos.stage");
}
