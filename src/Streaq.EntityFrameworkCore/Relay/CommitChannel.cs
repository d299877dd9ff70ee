using System.Data.Common;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace Streaq.EntityFrameworkCore;

/// <summary>Notifies other processes of commits by <c>LISTEN</c> and <c>NOTIFY</c>, on PostgreSQL only.</summary>
internal static class CommitChannel
{
    /// <summary>
    /// Returns the channel of a queue. It has a hash, since a name in PostgreSQL has at most 63 characters and that of a queue may have
    /// more.
    /// </summary>
    public static string NameOf(string queue) =>
        $"streaq_outbox_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(queue)).AsSpan(0, 8))}";

    public static bool IsOn(DbContext context) => WaitOn(context.Database.GetDbConnection()) is not null;

    public static Task NotifyAsync(DbContext context, string queue, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlRawAsync("SELECT pg_notify({0}, '')", [NameOf(queue)], cancellationToken);

    /// <summary>
    /// Calls back when it begins to listen, and for each notification, until the connection breaks or the token is cancelled.
    /// </summary>
    public static async Task ListenAsync(DbContext context, string queue, Action heard, CancellationToken cancellationToken)
    {
        var wait = WaitOn(context.Database.GetDbConnection())!;
        await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        var statement = "LISTEN " + NameOf(queue);
        await context.Database.ExecuteSqlRawAsync(statement, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            // The first call is for rows that were committed before this process listened.
            heard();
            await wait(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Finds Npgsql's <c>WaitAsync</c> by its name. ADO.NET has no such method, and applications on other databases should not have to
    /// load Npgsql. <see langword="null"/> for any other provider.
    /// </summary>
    private static Func<CancellationToken, Task>? WaitOn(DbConnection connection) =>
        connection.GetType() is { Name: "NpgsqlConnection" } type
        && type.GetMethod("WaitAsync", BindingFlags.Public | BindingFlags.Instance, [typeof(CancellationToken)]) is { } method
        && method.ReturnType == typeof(Task)
            ? method.CreateDelegate<Func<CancellationToken, Task>>(connection)
            : null;
}
