using Microsoft.EntityFrameworkCore;

namespace Streaq.Chaos.Outbox.Account;

/// <summary>The state at the end of a trial.</summary>
/// <param name="Sales">The committed sales.</param>
/// <param name="Effects">The effects of tasks.</param>
/// <param name="Lines">The logs of the processes.</param>
internal sealed record OutboxEvidence(IReadOnlyList<Sale> Sales, IReadOnlyList<Effect> Effects, IReadOnlyList<SaleLine> Lines)
{
    /// <summary>The rows left in the outbox, with the reason of a refusal.</summary>
    public IReadOnlyList<string> Left { get; init; } = [];

    public IReadOnlyList<string> DeadLetters { get; init; } = [];

    public IReadOnlyList<string> Crashed { get; init; } = [];

    public IReadOnlyList<string> Stubborn { get; init; } = [];

    public static Task<List<string>> LeftAsync(SaleDbContext db) => db.Database
        .SqlQueryRaw<string>("SELECT task_id || ' ' || coalesce(refused, 'waits') AS \"Value\" FROM streaq_outbox").ToListAsync();
}
