using System.Net;
using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Opens the connections of a connection string: to its servers, to a cluster, or to the primary that sentinels name.</summary>
/// <param name="access">Provides the configuration or the application's connection.</param>
/// <param name="key">A key of the queue, whose slot determines the node in a cluster.</param>
/// <param name="failed">Called with each failure.</param>
internal sealed class RedisServers(RedisAccess access, RedisKey key, Action<Exception> failed)
{
    /// <summary>Before it, <c>XTRIM MINID</c> takes entries that are 25 days younger than the first of their node for older ones.</summary>
    private static readonly Version OldestServer = new(6, 2, 7);

    private ConfigurationOptions _options = new();

    /// <summary><see langword="null"/> when the configuration names the servers themselves. Known once a connection was opened.</summary>
    public SentinelDirectory? Sentinels { get; private set; }

    /// <summary>Whether user code provides the configuration of each connection.</summary>
    public bool AreRenewed => access.IsRenewed;

    /// <summary>Whether the servers are the nodes of a cluster, as the last connection found them.</summary>
    public bool AreACluster { get; private set; }

    /// <summary>Whether the servers are a cluster that knows <c>SPUBLISH</c> (7.0).</summary>
    public bool PublishBySlot { get; private set; }

    /// <returns>The server that has the key; <see langword="null"/> when none is connected.</returns>
    public static IServer? PrimaryOf(IConnectionMultiplexer connection, RedisKey key)
    {
        try
        {
            return connection.GetServer(key);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <param name="longestWait">How long a call on it waits in Redis at most.</param>
    /// <param name="primary">The primary, when the sentinels have just named it.</param>
    /// <exception cref="StreaqStoreException">No server answers, no primary is known, or it is older than 6.2.7.</exception>
    public async Task<ConnectionMultiplexer> ConnectAsync(TimeSpan longestWait, EndPoint? primary = null)
    {
        _options = await access.ConfigurationAsync().ConfigureAwait(false);
        Sentinels ??= string.IsNullOrEmpty(_options.ServiceName) ? null : new SentinelDirectory(() => _options);
        primary ??= Sentinels is null
            ? null
            : await Sentinels.FindAsync().ConfigureAwait(false) ?? throw Unreachable("no primary known");
        var options = primary is null ? _options.Clone() : Sentinels!.OptionsFor(primary);
        options.AsyncTimeout = (int)(RedisConnection.CommandTimeout + longestWait).TotalMilliseconds;
        var connection = await ConnectAsync(options).ConfigureAwait(false);
        var login = await LoginCheck.FindMistakeAsync(PrimaryOf(connection, key), options).ConfigureAwait(false);
        if ((login ?? Mistake(connection)) is { } mistake)
        {
            await OpenConnections.CloseAsync(connection).ConfigureAwait(false);
            throw mistake;
        }

        return connection;
    }

    /// <summary>Returns the application's connection; <see langword="null"/> when there is none.</summary>
    /// <exception cref="StreaqStoreException">User code did not return it, or Streaq can't use its server.</exception>
    public async Task<IConnectionMultiplexer?> ShareAsync()
    {
        var connection = await access.SharedAsync().ConfigureAwait(false);
        return connection is not null && Mistake(connection) is { } mistake ? throw mistake : connection;
    }

    private async Task<ConnectionMultiplexer> ConnectAsync(ConfigurationOptions options)
    {
        try
        {
            return await OpenConnections.ConnectAsync(options).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RedisException or RedisCommandException or ArgumentException or TimeoutException)
        {
            failed(e);
            var (cause, isTransient) = await ConnectionDiagnosis.FindAsync(options, e).ConfigureAwait(false);
            throw new StreaqStoreException($"{cause}.") { IsTransient = isTransient };
        }
    }

    /// <summary>Returns why Streaq can't use a server that answers; <see langword="null"/> when it can.</summary>
    private StreaqStoreException? Mistake(IConnectionMultiplexer connection)
    {
        IServer[] servers = [.. connection.GetServers().Where(known => known.IsConnected)];
        AreACluster = servers.Any(known => known.ServerType is ServerType.Cluster);
        PublishBySlot = AreACluster && servers.All(known => known.Features.ShardedPubSub);
        if (PrimaryOf(connection, key) is not { } server)
        {
            return null;
        }

        if (server.GetProductVariant(out _) is ProductVariant.Garnet)
        {
            return new($"The server at {server.EndPoint} is Garnet, which has no streams: Streaq needs Redis or Valkey.");
        }

        if (server.Version < OldestServer)
        {
            return new(
                $"Redis {server.Version} at {server.EndPoint} is too old: Streaq needs {OldestServer} or newer. "
                + "Older ones delete entries of streams that no worker has read, so tasks would be lost.");
        }

        // The count is 0 where the server does not report it.
        var database = connection.GetDatabase().Database;
        if (server.DatabaseCount > 0 && database >= server.DatabaseCount)
        {
            return new(
                $"Redis at {server.EndPoint} has {server.DatabaseCount} databases, from 0 on, "
                + $"and the connection string names {database}.");
        }

        return Sentinels is null && !AreACluster && server.IsReplica
            ? new($"Redis at {server.EndPoint} is a replica, which takes no writes: name the primary, or the sentinels.")
            {
                IsTransient = true,
            }
            : null;
    }

    private static StreaqStoreException Unreachable(string why) => new(
        $"Redis can't be reached with the configured connection string ({why}).")
    { IsTransient = true };
}
