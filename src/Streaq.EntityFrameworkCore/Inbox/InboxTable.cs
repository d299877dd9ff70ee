using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace Streaq.EntityFrameworkCore;

/// <summary>The table of an inbox. It writes SQL directly, since the change tracker belongs to the handler.</summary>
internal sealed class InboxTable(DbContext context, IEntityType entity)
{
    /// <exception cref="InvalidOperationException">The model has no such table.</exception>
    public static InboxTable Of(DbContext context) => new(
        context,
        context.Model.FindEntityType(typeof(InboxRow)) ?? throw new InvalidOperationException(
            $"The model of {context.GetType().Name} has no table for the inbox. Call modelBuilder.AddStreaqInbox() in OnModelCreating, and "
            + "add a migration."));

    /// <exception cref="DbException">For example, the id is recorded already. Each database has its own code for that.</exception>
    public async Task AddAsync(string queue, string taskId, TimeProvider time, CancellationToken cancellationToken)
    {
        string[] properties = [nameof(InboxRow.Queue), nameof(InboxRow.TaskId), nameof(InboxRow.HandledAt)];
        var statement = $"INSERT INTO {Table} ({string.Join(", ", properties.Select(Column))}) VALUES ({{0}}, {{1}}, {{2}})";
        object[] values = [queue, taskId, time.GetUtcNow().ToUnixTimeMilliseconds()];
        await context.Database.ExecuteSqlRawAsync(statement, values, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes the rows of tasks that were handled before a time, in Unix milliseconds.</summary>
    /// <remarks>Not by <c>ExecuteDelete</c>: the provider of MySQL writes an alias, which MariaDB does not support in a DELETE.</remarks>
    public Task DeleteBeforeAsync(long time, CancellationToken cancellationToken)
    {
        var statement = $"DELETE FROM {Table} WHERE {Column(nameof(InboxRow.HandledAt))} < {{0}}";
        return context.Database.ExecuteSqlRawAsync(statement, [time], cancellationToken);
    }

    private ISqlGenerationHelper Quotes => context.GetService<ISqlGenerationHelper>();

    private string Table => Quotes.DelimitIdentifier(entity.GetTableName()!, entity.GetSchema());

    private string Column(string property) => Quotes.DelimitIdentifier(entity.FindProperty(property)!.GetColumnName());
}
