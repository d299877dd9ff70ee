using System.Transactions;
using Microsoft.EntityFrameworkCore;

namespace Streaq.EntityFrameworkCore;

/// <summary>Finds committed tasks in the table. It reads outside of any transaction of the caller.</summary>
internal sealed class OutboxLookUp(OutboxTable table, Outbox outbox) : IDeferredStore
{
    public async Task<KeptMessage?> FindAsync(string taskId, CancellationToken cancellationToken)
    {
        using var none = new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled);
        var row = await table.UseAsync(context => context.Set<OutboxRow>().AsNoTracking()
            .Where(one => one.Queue == outbox.QueueName && one.TaskId == taskId)
            .OrderBy(static one => one.Sequence)
            .Select(static one => new { one.TaskName, one.CreatedAt, one.Refused })
            .FirstOrDefaultAsync(cancellationToken)).ConfigureAwait(false);
        none.Complete();
        return row is null
            ? null
            : new KeptMessage(row.TaskName, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt), row.Refused);
    }
}
