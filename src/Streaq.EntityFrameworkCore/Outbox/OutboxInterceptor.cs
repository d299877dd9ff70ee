using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Streaq.EntityFrameworkCore;

/// <summary>Wakes the relay of this process when a context has committed rows of its outbox.</summary>
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

    /// <summary>Handles a save. Without a transaction around it, the save is the commit.</summary>
    private void Saved(DbContext? context)
    {
        if (context is null || !_added.TryGetValue(context, out var rows))
        {
            return;
        }

        // The relay deletes these rows, and the context does not need them any more.
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
        // When a save begins its own transaction, this runs before Saved detaches the rows. Saved sets the signal then.
        if (context is not null && _added.TryGetValue(context, out var rows)
            && rows.RemoveAll(static row => row.State is EntityState.Detached) > 0)
        {
            outbox.Committed.Set();
        }
    }
}
