using System.Net;
using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Opens connections as a connection string says: to its servers, or to the primary that sentinels or a cluster name.</summary>
internal sealed class RedisServers
{
    /// <summary>Milliseconds between two tries to connect again.</summary>
    private const int ReconnectAfter = 500;

    /// <summary>Before it, <c>XTRIM MINID</c> takes entries that are 25 days younger than the first of their node for older ones.</summary>
    private static readonly Version OldestServer = new(6, 2, 7);

    private readonly ConfigurationOptions _options;
    private readonly Action<Exception> _failed;
    private TimeSpan _longestWait;

    private RedisServers(ConfigurationOptions options, PrimaryDirectory? directory, Action<Exception> failed)
    {
        _options = options;
        _failed = failed;
        Directory = directory;
    }

    /// <summary><see langword="null"/> when the connection string names the servers themselves.</summary>
    public PrimaryDirectory? Directory { get; }

    /// <param name="configuration">The connection string.</param>
    /// <param name="key">A key of the queue, whose slot tells the node in a cluster.</param>
    /// <param name="failed">Called with each failure.</param>
    /// <exception cref="StreaqStoreException">The string can't be read, or no server answers.</exception>
    public static async Task<(RedisServers Servers, ConnectionMultiplexer First)> OpenAsync(
        string configuration, RedisKey key, Action<Exception> failed)
    {
        var options = Parse(configuration, failed);
        var servers = new RedisServers(options, string.IsNullOrEmpty(options.ServiceName) ? null : new SentinelDirectory(options), failed);
        var first = await servers.ConnectAsync().ConfigureAwait(false);
        if (servers.Directory is null && ServerOf(first).ServerType is ServerType.Cluster)
        {
            // This one has found all nodes; from here on one is enough.
            var nodes = first.GetEndPoints();
            await OpenConnections.CloseAsync(first).ConfigureAwait(false);
            options = Parse(configuration + ClusterDirectory.OneNode, failed);
            servers = new RedisServers(options, new ClusterDirectory(options, nodes, key), failed);
            first = await servers.ConnectAsync().ConfigureAwait(false);
        }

        return (servers, first);
    }

    /// <summary>The same servers, for calls that wait in Redis for so long.</summary>
    public RedisServers For(TimeSpan longestWait) => new(_options, Directory, _failed) { _longestWait = longestWait };

    /// <exception cref="StreaqStoreException">No server answers, no primary is known, or it is older than 6.2.7.</exception>
    public async Task<ConnectionMultiplexer> ConnectAsync()
    {
        if (Directory is null)
        {
            return await ConnectAsync(_options.Clone()).ConfigureAwait(false);
        }

        var primary = await Directory.FindAsync().ConfigureAwait(false) ?? throw Unreachable("no primary known");
        return await ConnectAsync(primary).ConfigureAwait(false);
    }

    /// <summary>The same to the primary at that address.</summary>
    public Task<ConnectionMultiplexer> ConnectAsync(EndPoint primary) => ConnectAsync(Directory!.OptionsFor(primary));

    public static IServer ServerOf(ConnectionMultiplexer connection) => connection.GetServer(connection.GetEndPoints()[0]);

    private static ConfigurationOptions Parse(string configuration, Action<Exception> failed)
    {
        if (configuration.Contains("://", StringComparison.Ordinal))
        {
            // The library would take it for the name of a host, password included.
            throw new StreaqStoreException(
                "The Redis connection string is a URI. StackExchange.Redis takes 'host:port,password=...,ssl=true' instead.");
        }

        try
        {
            var options = ConfigurationOptions.Parse(configuration);
            options.AbortOnConnectFail = true;
            // An outage is the caller's to wait for (EnqueueOutageWait): a command fails at once while there is no connection.
            options.BacklogPolicy = BacklogPolicy.FailFast;
            options.ReconnectRetryPolicy = new LinearRetry(ReconnectAfter);
            return options;
        }
        catch (ArgumentException e)
        {
            failed(e);
            throw Unreachable(e.GetType().Name, isTransient: false);
        }
    }

    private async Task<ConnectionMultiplexer> ConnectAsync(ConfigurationOptions options)
    {
        ConnectionMultiplexer connection;
        try
        {
            options.AsyncTimeout = (int)(RedisConnection.CommandTimeout + _longestWait).TotalMilliseconds;
            connection = await OpenConnections.ConnectAsync(options).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RedisException or RedisCommandException or ArgumentException or TimeoutException)
        {
            _failed(e);
            var (cause, isTransient) = await ConnectionDiagnosis.FindAsync(options, e).ConfigureAwait(false);
            throw new StreaqStoreException($"{cause}.") { IsTransient = isTransient };
        }

        if (Mistake(connection) is { } mistake)
        {
            await OpenConnections.CloseAsync(connection).ConfigureAwait(false);
            throw mistake;
        }

        return connection;
    }

    /// <summary>What makes a server that answers unfit; <see langword="null"/> for nothing.</summary>
    private StreaqStoreException? Mistake(ConnectionMultiplexer connection)
    {
        var server = ServerOf(connection);
        // A node of a cluster was asked by the first connection.
        if (!server.IsConnected || Directory is ClusterDirectory)
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

        // The count is 0 where the server does not tell it.
        if (server.DatabaseCount > 0 && _options.DefaultDatabase >= server.DatabaseCount)
        {
            return new(
                $"Redis at {server.EndPoint} has {server.DatabaseCount} databases, from 0 on, "
                + $"and the connection string names {_options.DefaultDatabase}.");
        }

        return Directory is null && connection.GetServers().All(known => !known.IsConnected || known.IsReplica)
            ? new($"Redis at {server.EndPoint} is a replica, which takes no writes: name the primary, or the sentinels.")
            {
                IsTransient = true,
            }
            : null;
    }

    /// <summary>The client's own message can repeat the configuration, passwords included.</summary>
    private static StreaqStoreException Unreachable(string why, bool isTransient = true) => new(
        $"Redis can't be reached with the configured connection string ({why}).") { IsTransient = isTransient };
}
