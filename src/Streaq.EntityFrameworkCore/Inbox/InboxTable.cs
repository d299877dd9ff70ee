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
        string[] properties = [nameof(InboxRow.Queue), nameof(InboxRow.TaskId), nameof(InboxRow.HandledAt)];
        var statement = $"INSERT INTO {Table} ({string.Join(", ", properties.Select(Column))}) VALUES ({{0}}, {{1}}, {{2}})";
        object[] values = [queue, taskId, time.GetUtcNow().ToUnixTimeMilliseconds()];
        await context.Database.ExecuteSqlRawAsync(statement, values, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes what was handled before a time, in Unix milliseconds.</summary>
    /// <remarks>MariaDB knows no alias in a DELETE, which the provider of MySQL would write.</remarks>
    public Task DeleteBeforeAsync(long time, CancellationToken cancellationToken)
    {
        var statement = $"DELETE FROM {Table} WHERE {Column(nameof(InboxRow.HandledAt))} < {{0}}";
        return context.Database.ExecuteSqlRawAsync(statement, [time], cancellationToken);
    }

    private ISqlGenerationHelper Quotes => context.GetService<ISqlGenerationHelper>();

    private string Table => Quotes.DelimitIdentifier(entity.GetTableName()!, entity.GetSchema());

    private string Column(string property) => Quotes.DelimitIdentifier(entity.FindProperty(property)!.GetColumnName());
}
