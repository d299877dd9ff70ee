using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Streaq.EntityFrameworkCore;

/// <summary>Tells the relay of this process when a context has committed rows of its outbox.</summary>
internal sealed class OutboxInterceptor(Outbox outbox) : SaveChangesInterceptor, IDbTransactionInterceptor
{
    /// <summary>The rows that a context has added since its last commit.</summary>
    private readonly ConditionalWeakTable<DbContext, List<EntityEntry<OutboxRow>>> _added = [];

    public Outbox Outbox => outbox;

    public void Watch(DbContext context, EntityEntry<OutboxRow> row) => _added.GetOrCreateValue(context).Add(row);

    public override int SavedChanges(SaveChangesCompletedEventData eventData, int result)
    {
        Saved(eventData.Context);
        return result;
    }

    public override ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        Saved(eventData.Context);
        return new(result);
    }

    public void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => Committed(eventData.Context);

    public Task TransactionCommittedAsync(
        DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Committed(eventData.Context);
        return Task.CompletedTask;
    }

    /// <summary>Without a transaction around it, a save is the commit.</summary>
    private void Saved(DbContext? context)
    {
        if (context is null || !_added.TryGetValue(context, out var rows))
        {
            return;
        }

        // The relay deletes them; the context has no more use of them.
        foreach (var row in rows.Where(static row => row.State is EntityState.Unchanged))
        {
            row.State = EntityState.Detached;
        }

        if (context.Database.CurrentTransaction is not null)
        {
            return;
        }

        _added.Remove(context);
        if (Transaction.Current is { } ambient)
        {
            ambient.TransactionCompleted += (_, _) => outbox.Committed.Set();
            return;
        }

        outbox.Committed.Set();
    }

    private void Committed(DbContext? context)
    {
        // That of a save of its own comes before its rows count as saved; then there is nothing to tell yet.
        if (context is not null && _added.TryGetValue(context, out var rows)
            && rows.RemoveAll(static row => row.State is EntityState.Detached) > 0)
        {
            outbox.Committed.Set();
        }
    }
}
