using System.Data;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Streaq.EntityFrameworkCore;

/// <summary>Locks the next rows for this transaction and skips those that another relay has locked, if the database supports it.</summary>
internal static class RowLock
{
    /// <summary>
    /// Returns the next rows. SQLite has only one writing transaction at a time. On an unknown database, two relays may send the same row,
    /// and the task's id keeps it one task.
    /// </summary>
    public static IQueryable<OutboxRow> Take(DbContext context, IQueryable<OutboxRow> waiting, string queue, int limit) =>
        Statement(context) is { } sql
            ? context.Set<OutboxRow>().FromSqlRaw(sql, queue, limit).AsNoTracking()
            : waiting.OrderBy(static row => row.Sequence).Take(limit);

    /// <summary>Begins the transaction that locks rows.</summary>
    /// <remarks>
    /// Read committed on MySQL and MariaDB, whose default also locks the gaps between rows, where applications insert. A save would then be
    /// the victim of a deadlock.
    /// </remarks>
    public static Task<IDbContextTransaction> BeginAsync(DbContext context, CancellationToken cancellationToken) => IsMySql(context)
        ? context.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken)
        : context.Database.BeginTransactionAsync(cancellationToken);

    /// <summary>Deletes the sent rows, in the same transaction.</summary>
    /// <remarks>The provider of MySQL writes an alias, which MariaDB does not support in a DELETE. So it is plain SQL there.</remarks>
    public static Task DeleteAsync(DbContext context, IReadOnlyCollection<long> sequences, CancellationToken cancellationToken)
    {
        if (!IsMySql(context))
        {
            return context.Set<OutboxRow>().Where(row => sequences.Contains(row.Sequence)).ExecuteDeleteAsync(cancellationToken);
        }

        var numbers = string.Join(", ", sequences.Select(static sequence => sequence.ToString(CultureInfo.InvariantCulture)));
        var statement = $"DELETE FROM {Table(context)} WHERE {Column(context, nameof(OutboxRow.Sequence))} IN ({numbers})";
        return context.Database.ExecuteSqlRawAsync(statement, cancellationToken);
    }

    private static bool IsMySql(DbContext context) =>
        context.Database.ProviderName?.Contains("MySql", StringComparison.OrdinalIgnoreCase) is true;

    private static string? Statement(DbContext context)
    {
        var provider = context.Database.ProviderName ?? "";
        if (provider.Contains("PostgreSQL", StringComparison.Ordinal) || IsMySql(context))
        {
            return $"SELECT * FROM {Table(context)} {Condition(context)} LIMIT {{1}} FOR UPDATE SKIP LOCKED";
        }

        return provider.EndsWith("SqlServer", StringComparison.Ordinal)
            ? $"SELECT TOP({{1}}) * FROM {Table(context)} WITH (UPDLOCK, READPAST, ROWLOCK) {Condition(context)}"
            : null;
    }

    private static string Condition(DbContext context) =>
        $"WHERE {Column(context, nameof(OutboxRow.Queue))} = {{0}} AND {Column(context, nameof(OutboxRow.Refused))} IS NULL "
        + $"ORDER BY {Column(context, nameof(OutboxRow.Sequence))}";

    private static string Table(DbContext context)
    {
        var entity = context.Model.FindEntityType(typeof(OutboxRow))!;
        return Quotes(context).DelimitIdentifier(entity.GetTableName()!, entity.GetSchema());
    }

    private static string Column(DbContext context, string property) => Quotes(context).DelimitIdentifier(
        context.Model.FindEntityType(typeof(OutboxRow))!.FindProperty(property)!.GetColumnName());

    private static ISqlGenerationHelper Quotes(DbContext context) => context.GetService<ISqlGenerationHelper>();
}
