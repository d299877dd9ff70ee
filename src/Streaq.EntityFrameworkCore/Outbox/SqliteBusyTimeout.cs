using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Streaq.EntityFrameworkCore;

/// <summary>
/// Sets SQLite's busy timeout. The relay writes right after each commit, so the next save often finds the database locked. Without a
/// timeout, SQLite fails at once, and its provider sleeps for 150 ms before it retries.
/// </summary>
internal sealed class SqliteBusyTimeout : DbConnectionInterceptor
{
    public static readonly SqliteBusyTimeout Instance = new();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = Statement(connection);
        command?.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        var command = Statement(connection);
        if (command is not null)
        {
            await using (command.ConfigureAwait(false))
            {
                await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Returns the command that sets the timeout; <see langword="null"/> for another database.</summary>
    private static DbCommand? Statement(DbConnection connection)
    {
        if (connection.GetType() is not { Name: "SqliteConnection" })
        {
            return null;
        }

        var command = connection.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 1000";
        return command;
    }
}
