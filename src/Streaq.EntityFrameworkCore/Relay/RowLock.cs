using System.Data;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Streaq.EntityFrameworkCore;

/// <summary>The next rows for this transaction alone, past those that another relay has, where the database can say so.</summary>
internal static class RowLock
{
    /// <summary>
    /// On SQLite a transaction is the only one that writes. On a database that is not known here, two relays may take the same row, and the
    /// task's id makes one task of it.
    /// </summary>
    public static IQueryable<OutboxRow> Take(DbContext context, IQueryable<OutboxRow> waiting, string queue, int limit) =>
        Statement(context) is { } sql
            ? context.Set<OutboxRow>().FromSqlRaw(sql, queue, limit).AsNoTracking()
            : waiting.OrderBy(static row => row.Sequence).Take(limit);

    /// <summary>Begins the transaction in which rows are taken.</summary>
    /// <remarks>
    /// MySQL and MariaDB by default also lock the gaps between rows, where applications insert. A save would then be the victim of a
    /// deadlock.
    /// </remarks>
    public static Task<IDbContextTransaction> BeginAsync(DbContext context, CancellationToken cancellationToken) => IsMySql(context)
        ? context.Database.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken)
        : context.Database.BeginTransactionAsync(cancellationToken);

    /// <summary>Deletes those that were sent, in the same transaction.</summary>
    /// <remarks>MariaDB knows no alias in a DELETE, which the provider of MySQL writes; so it is spelled out there.</remarks>
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
