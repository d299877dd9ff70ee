using Microsoft.EntityFrameworkCore;

namespace Streaq.EntityFrameworkCore;

/// <summary>What is to become of rows: a task goes behind those that it waits for, even if another relay has these.</summary>
internal sealed class OutboxTurn
{
    private const int LongestReason = 1_000;

    private readonly List<OutboxRow> _going = [];
    private readonly List<(OutboxRow Row, string Reason)> _refused = [];

    /// <summary>Those to send, in their order. What is neither here nor refused waits for its turn.</summary>
    public IReadOnlyList<OutboxRow> Going => _going;

    public IReadOnlyList<(OutboxRow Row, string Reason)> Refused => _refused;

    public static async Task<OutboxTurn> OfAsync(DbContext context, IEnumerable<OutboxRow> rows, CancellationToken cancellationToken)
    {
        var turn = new OutboxTurn();
        var going = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            string[] awaited = [.. row.After?.Split(' ').Where(id => !going.Contains(id)) ?? []];
            var (isHeld, refusedOne) = awaited.Length == 0
                ? (false, null)
                : await LookForAsync(context, row, awaited, cancellationToken).ConfigureAwait(false);
            if (refusedOne is not null)
            {
                turn.RefuseWith(row, refusedOne);
            }
            else if (!isHeld)
            {
                turn._going.Add(row);
                going.Add(row.TaskId);
            }
        }

        return turn;
    }

    /// <summary>The id of a task that it waits for and that was refused in this turn; <see langword="null"/> for none.</summary>
    public string? RefusedBefore(OutboxRow row) =>
        row.After?.Split(' ').Where(id => !IsOwn(row, id)).FirstOrDefault(
            id => _refused.Exists(refused => string.Equals(refused.Row.TaskId, id, StringComparison.Ordinal)));

    /// <summary>A task of which the queue knows nothing counts as finished, so what waits for it would run.</summary>
    public void RefuseWith(OutboxRow row, string awaited) => Refuse(row, $"It waits for task {awaited}, which the queue has refused.");

    public void Refuse(OutboxRow row, string reason)
    {
        _going.Remove(row);
        _refused.Add((row, reason.Length > LongestReason ? reason[..LongestReason] : reason));
    }

    private static async Task<(bool IsHeld, string? RefusedOne)> LookForAsync(
        DbContext context, OutboxRow row, string[] awaited, CancellationToken cancellationToken)
    {
        var before = await context.Set<OutboxRow>().AsNoTracking()
            .Where(other => other.Queue == row.Queue && other.Sequence < row.Sequence && awaited.Contains(other.TaskId))
            .Select(static other => new { other.TaskId, IsRefused = other.Refused != null })
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        // A change of a schedule waits for earlier ones, but what was refused stands in the way of none.
        before.RemoveAll(other => other.IsRefused && IsOwn(row, other.TaskId));
        return (before.Count > 0, before.FirstOrDefault(static other => other.IsRefused)?.TaskId);
    }

    private static bool IsOwn(OutboxRow row, string id) => string.Equals(row.TaskId, id, StringComparison.Ordinal);
}
