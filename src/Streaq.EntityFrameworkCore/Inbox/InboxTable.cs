using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Streaq.EntityFrameworkCore;

/// <summary>The table of an inbox, which is written past the change tracker: that is the handler's.</summary>
internal sealed class InboxTable(DbContext context, IEntityType entity)
{
    /// <exception cref="InvalidOperationException">The model has none.</exception>
    public static InboxTable Of(DbContext context) => new(
        context,
        context.Model.FindEntityType(typeof(InboxRow)) ?? throw new InvalidOperationException(
            $"The model of {context.GetType().Name} has no table for the inbox. Call modelBuilder.AddStreaqInbox() in OnModelCreating, and "
            + "add a migration."));

    /// <exception cref="DbException">Such as that the id is there, for which each database has a code of its own.</exception>
    public async Task AddAsync(string queue, string taskId, TimeProvider time, CancellationToken cancellationToken)
    {
        var quotes = context.GetService<ISqlGenerationHelper>();
        var table = quotes.DelimitIdentifier(entity.GetTableName()!, entity.GetSchema());
        string[] properties = [nameof(InboxRow.Queue), nameof(InboxRow.TaskId), nameof(InboxRow.HandledAt)];
        var columns = string.Join(", ", properties.Select(name => quotes.DelimitIdentifier(entity.FindProperty(name)!.GetColumnName())));
        var statement = $"INSERT INTO {table} ({columns}) VALUES ({{0}}, {{1}}, {{2}})";
        object[] values = [queue, taskId, time.GetUtcNow().ToUnixTimeMilliseconds()];
        await context.Database.ExecuteSqlRawAsync(statement, values, cancellationToken).ConfigureAwait(false);
    }
}
