using System.Data.Common;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.EntityFrameworkCore;

/// <summary>
/// Runs an attempt in a transaction that also records it. The transaction inserts the task's id first, so that a second attempt at the same
/// time waits for its end.
/// </summary>
internal sealed class Inbox<TContext>(InboxOptions options) where TContext : DbContext
{
    private readonly InboxCleaning _cleaning = new(options.KeepFor);

    public async Task InvokeAsync(TaskContext context, TaskDelegate next)
    {
        var db = context.Services.GetRequiredService<TContext>();
        var time = context.Services.GetService<TimeProvider>() ?? TimeProvider.System;
        var table = InboxTable.Of(db);
        var isRepeated = false;
        // When the strategy retries, changes of the failed try must not remain in the context.
        await db.Database.CreateExecutionStrategy().ExecuteAsync(
            async cancellationToken =>
            {
                if (isRepeated)
                {
                    db.ChangeTracker.Clear();
                }

                isRepeated = true;
                await RunAsync(context, next, db, table, time, cancellationToken).ConfigureAwait(false);
            },
            context.CancellationToken).ConfigureAwait(false);
        await _cleaning.CleanAsync(db, time, context.CancellationToken).ConfigureAwait(false);
    }

    private async Task RunAsync(
        TaskContext context, TaskDelegate next, DbContext db, InboxTable table, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await FindAsync(context, db, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        var transaction = await db.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            try
            {
                await table.AddAsync(context.Queue, context.TaskId, time, cancellationToken).ConfigureAwait(false);
            }
            catch (DbException e) when (!e.IsTransient)
            {
                await transaction.RollbackAsync(cancellationToken).ConfigureAwait(false);
                if (await FindAsync(context, db, cancellationToken).ConfigureAwait(false))
                {
                    return;
                }

                throw;
            }

            await next(context).ConfigureAwait(false);
            if (db.ChangeTracker.HasChanges())
            {
                await db.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
            }

            if (context.Definition.ResultType is { } type)
            {
                var result = JsonSerializer.SerializeToUtf8Bytes(context.Result, type, options.Json);
                await Recorded(context, db).ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.Result, result), cancellationToken).ConfigureAwait(false);
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes the result of an earlier attempt that has committed.</summary>
    /// <returns>Whether an earlier attempt has committed.</returns>
    private async Task<bool> FindAsync(TaskContext context, DbContext db, CancellationToken cancellationToken)
    {
        var found = await Recorded(context, db).AsNoTracking().FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        if (found?.Result is { } stored && context.Definition.ResultType is { } type)
        {
            context.Result = JsonSerializer.Deserialize(stored, type, options.Json);
        }

        return found is not null;
    }

    private static IQueryable<InboxRow> Recorded(TaskContext context, DbContext db)
    {
        var (queue, id) = (context.Queue, context.TaskId);
        return db.Set<InboxRow>().Where(row => row.Queue == queue && row.TaskId == id);
    }
}
