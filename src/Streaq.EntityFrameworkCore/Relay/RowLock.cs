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

    private static string? Statement(DbContext context)
    {
        var provider = context.Database.ProviderName ?? "";
        if (provider.Contains("PostgreSQL", StringComparison.Ordinal) || provider.Contains("MySql", StringComparison.OrdinalIgnoreCase))
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
