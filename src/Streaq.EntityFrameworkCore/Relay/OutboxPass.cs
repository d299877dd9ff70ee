using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Streaq.EntityFrameworkCore;

/// <summary>The result of a turn.</summary>
/// <param name="Rows">The number of rows that were sent or refused.</param>
/// <param name="IsFull">Whether the batch was full, so that more rows may wait.</param>
internal readonly record struct OutboxMove(int Rows, bool IsFull);

/// <summary>Runs one turn of the relay: locks rows, sends and deletes them in one transaction.</summary>
/// <remarks>
/// If the process dies after it sent rows and before it deleted them, the next turn sends them again. That adds no tasks, since the queue
/// knows their ids.
/// </remarks>
internal sealed class OutboxPass(OutboxTable table, Outbox outbox, int batchSize, ILogger logger)
{
    /// <param name="isExpected">Whether a commit woke the relay. Else the turn first checks by one query whether any row waits.</param>
    /// <param name="cancellationToken">Cancels the turn. Rows whose deletion has not committed stay.</param>
    /// <exception cref="StreaqStoreException">Redis can't be reached. All rows stay.</exception>
    public Task<OutboxMove> RunAsync(bool isExpected, CancellationToken cancellationToken) => table.UseAsync(async context =>
        isExpected || await table.WaitingIn(context).AnyAsync(cancellationToken).ConfigureAwait(false)
            ? await context.Database.CreateExecutionStrategy().ExecuteAsync(
                token => MoveAsync(context, token), cancellationToken).ConfigureAwait(false)
            : default);

    private async Task<OutboxMove> MoveAsync(DbContext context, CancellationToken cancellationToken)
    {
        var transaction = await RowLock.BeginAsync(context, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var rows = await RowLock.Take(context, table.WaitingIn(context), outbox.QueueName, batchSize)
                .ToListAsync(cancellationToken).ConfigureAwait(false);
            if (rows.Count == 0)
            {
                return default;
            }

            var turn = await OutboxTurn.OfAsync(context, rows, cancellationToken).ConfigureAwait(false);
            await SendAsync(turn, cancellationToken).ConfigureAwait(false);
            await SettleAsync(context, turn, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            outbox.Metrics.Relayed(turn.Going.Count);
            foreach (var (row, reason) in turn.Refused)
            {
                OutboxLog.Tell(() => logger.Refused(row.TaskName, row.TaskId, reason));
            }

            return new OutboxMove(turn.Going.Count + turn.Refused.Count, rows.Count == batchSize);
        }
    }

    private async Task SendAsync(OutboxTurn turn, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(turn.Going, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsRefusal(e) && turn.Going.Count > 0)
        {
            // Send the rows one by one to find the refused one. Sending a row twice adds no task.
            foreach (var row in turn.Going.ToArray())
            {
                if (turn.RefusedBefore(row) is { } awaited)
                {
                    turn.RefuseWith(row, awaited);
                    continue;
                }

                try
                {
                    await SendAsync([row], cancellationToken).ConfigureAwait(false);
                }
                catch (Exception refusal) when (IsRefusal(refusal))
                {
                    turn.Refuse(row, refusal.Message);
                }
            }
        }
    }

    private Task SendAsync(IReadOnlyList<OutboxRow> rows, CancellationToken cancellationToken) =>
        outbox.Queue.SendAsync([.. rows.Select(static row => (ReadOnlyMemory<byte>)row.Message)], cancellationToken);

    private static async Task SettleAsync(DbContext context, OutboxTurn turn, CancellationToken cancellationToken)
    {
        long[] sent = [.. turn.Going.Select(static row => row.Sequence)];
        if (sent.Length > 0)
        {
            await RowLock.DeleteAsync(context, sent, cancellationToken).ConfigureAwait(false);
        }

        foreach (var (refused, reason) in turn.Refused)
        {
            await context.Set<OutboxRow>().Where(row => row.Sequence == refused.Sequence)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.Refused, reason), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether every further try would fail in the same way.</summary>
    private static bool IsRefusal(Exception e) => e is DependencyRefusedException or FormatException or ArgumentException;
}
