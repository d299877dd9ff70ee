using Microsoft.EntityFrameworkCore;

namespace Streaq.Chaos.Outbox.Account;

/// <summary>What is there at the end.</summary>
/// <param name="Sales">What was committed.</param>
/// <param name="Effects">What tasks have done.</param>
/// <param name="Lines">What the processes have written.</param>
internal sealed record OutboxEvidence(IReadOnlyList<Sale> Sales, IReadOnlyList<Effect> Effects, IReadOnlyList<SaleLine> Lines)
{
    /// <summary>What the outbox still has, with the reason of a refusal.</summary>
    public IReadOnlyList<string> Left { get; init; } = [];

    public IReadOnlyList<string> DeadLetters { get; init; } = [];

    public IReadOnlyList<string> Crashed { get; init; } = [];

    public IReadOnlyList<string> Stubborn { get; init; } = [];

    public static Task<List<string>> LeftAsync(SaleDbContext db) => db.Database
        .SqlQueryRaw<string>("SELECT task_id || ' ' || coalesce(refused, 'waits') AS \"Value\" FROM streaq_outbox").ToListAsync();
}
