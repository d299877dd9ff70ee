using Microsoft.EntityFrameworkCore;

namespace Streaq.EntityFrameworkCore;

/// <summary>Decides which rows to send. A task is sent after the tasks that it waits for, even if another relay moves these.</summary>
internal sealed class OutboxTurn
{
    private const int LongestReason = 1_000;

    private readonly List<OutboxRow> _going = [];
    private readonly List<(OutboxRow Row, string Reason)> _refused = [];

    /// <summary>The rows to send, in order. A row that is neither here nor refused waits for a later turn.</summary>
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

    /// <summary>Returns the id of a task that the row waits for and that this turn refused; <see langword="null"/> for none.</summary>
    public string? RefusedBefore(OutboxRow row) =>
        row.After?.Split(' ').Where(id => !IsOwn(row, id)).FirstOrDefault(
            id => _refused.Exists(refused => string.Equals(refused.Row.TaskId, id, StringComparison.Ordinal)));

    /// <summary>
    /// Refuses a row that waits for a refused task. The queue takes an unknown task as finished, so the row's task would run.
    /// </summary>
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
        // A change of a schedule waits for earlier changes of it, but not for refused ones.
        before.RemoveAll(other => other.IsRefused && IsOwn(row, other.TaskId));
        return (before.Count > 0, before.FirstOrDefault(static other => other.IsRefused)?.TaskId);
    }

    private static bool IsOwn(OutboxRow row, string id) => string.Equals(row.TaskId, id, StringComparison.Ordinal);
}
