using System.Collections.Concurrent;
using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>
/// Keeps open connections from being collected. While no command is pending, the client holds no reference to a connection. One that only
/// waits for a published message would vanish, and the wait with it.
/// </summary>
internal static class OpenConnections
{
    private static readonly ConcurrentDictionary<IConnectionMultiplexer, bool> All = new();

    public static async Task<ConnectionMultiplexer> ConnectAsync(ConfigurationOptions options)
    {
        var connecting = ConnectionMultiplexer.ConnectAsync(options);
        if (await ConnectionRefusal.IsOfAllAsync(connecting, options).ConfigureAwait(false))
        {
            _ = CloseOnceOpenAsync(connecting);
            throw new RedisConnectionException(
                ConnectionFailureType.UnableToConnect,
                CommandFlags.None,
                "No server takes the connection.",
                innerException: null,
                CommandStatus.WaitingToBeSent);
        }

        var connection = await connecting.ConfigureAwait(false);
        All.TryAdd(connection, true);
        return connection;
    }

    /// <summary>Whether the connection was opened here, and not by the application.</summary>
    public static bool Has(IConnectionMultiplexer connection) => All.ContainsKey(connection);

    /// <summary>Closes a connection at once, unless it is the application's. Pending calls throw.</summary>
    public static Task CloseAsync(IConnectionMultiplexer connection) =>
        All.TryRemove(connection, out _) ? connection.CloseAsync(allowCommandsToComplete: false) : Task.CompletedTask;

    /// <summary>Closes a connection once it is open, since the client can't cancel the connecting.</summary>
    private static async Task CloseOnceOpenAsync(Task<ConnectionMultiplexer> connecting)
    {
        await ((Task)connecting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (connecting.IsCompletedSuccessfully)
        {
            await connecting.Result.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
