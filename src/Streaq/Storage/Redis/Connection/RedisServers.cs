using System.Net;
using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Opens connections as a connection string says: to the servers in it, or to the primary that sentinels or a cluster name.</summary>
internal sealed class RedisServers
{
    /// <summary>Before it, <c>XTRIM</c> with <c>MINID</c> takes entries that are 25 days younger than the first of their node for older ones.</summary>
    private static readonly Version OldestServer = new(6, 2, 7);

    private readonly ConfigurationOptions _options;
    private readonly Action<Exception> _failed;

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
    /// <exception cref="StreaqStoreException">The string can't be read, or nobody answers.</exception>
    public static async Task<(RedisServers Servers, ConnectionMultiplexer First)> OpenAsync(string configuration, RedisKey key, Action<Exception> failed)
    {
        var options = Parse(configuration, failed);
        var servers = new RedisServers(options, string.IsNullOrEmpty(options.ServiceName) ? null : new SentinelDirectory(options), failed);
        var first = await servers.ConnectAsync().ConfigureAwait(false);
        if (servers.Directory is null && ServerOf(first).ServerType is ServerType.Cluster)
        {
            // This one has found all nodes; from here on one is enough.
            var nodes = first.GetEndPoints();
            await first.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
            options = Parse(configuration + ClusterDirectory.OneNode, failed);
            servers = new RedisServers(options, new ClusterDirectory(options, nodes, key), failed);
            first = await servers.ConnectAsync().ConfigureAwait(false);
        }

        return (servers, first);
    }

    /// <param name="nameable">Whether <c>CLIENT SETNAME</c> is to be sent, which newer releases of the client count among the administrator's.</param>
    /// <exception cref="StreaqStoreException">Nobody answers, nobody knows the primary, or it is older than 6.2.7.</exception>
    public async Task<ConnectionMultiplexer> ConnectAsync(bool nameable = false) => Directory is null
        ? await ConnectAsync(_options.Clone(), nameable).ConfigureAwait(false)
        : await ConnectAsync(await Directory.FindAsync().ConfigureAwait(false) ?? throw Unreachable("no primary known"), nameable).ConfigureAwait(false);

    /// <summary>The same to the primary at that address.</summary>
    public Task<ConnectionMultiplexer> ConnectAsync(EndPoint primary, bool nameable) => ConnectAsync(Directory!.OptionsFor(primary), nameable);

    public static IServer ServerOf(ConnectionMultiplexer connection) => connection.GetServer(connection.GetEndPoints()[0]);

    private static ConfigurationOptions Parse(string configuration, Action<Exception> failed)
    {
        if (configuration.Contains("://", StringComparison.Ordinal))
        {
            // The library would take it for the name of a host, password included.
            throw new StreaqStoreException("The Redis connection string is a URI. StackExchange.Redis takes 'host:port,password=...,ssl=true' instead.");
        }

        try
        {
            var options = ConfigurationOptions.Parse(configuration);
            options.AbortOnConnectFail = true;
            // 2.x and later end a blocking read themselves after this time, so it must be longer than the longest one.
            options.SyncTimeout = Math.Max(options.SyncTimeout, (int)RedisConnection.CommandTimeout.TotalMilliseconds);
            return options;
        }
        catch (ArgumentException e)
        {
            failed(e);
            throw Unreachable(e.GetType().Name, isTransient: false);
        }
    }

    private async Task<ConnectionMultiplexer> ConnectAsync(ConfigurationOptions options, bool nameable)
    {
        ConnectionMultiplexer connection;
        try
        {
            options.AllowAdmin |= nameable;
            connection = await ConnectionMultiplexer.ConnectAsync(options).ConfigureAwait(false);
#pragma warning disable CS0618 // Obsolete where order is never kept; in 1.2.6 a continuation that blocks would stall all others.
            ((IConnectionMultiplexer)connection).PreserveAsyncOrder = false;
#pragma warning restore CS0618
        }
        catch (Exception e) when (e is RedisException or RedisCommandException or ArgumentException or TimeoutException)
        {
            _failed(e);
            throw Unreachable(e.GetType().Name, e is not ArgumentException);
        }

        var server = ServerOf(connection);
        // A node of a cluster was asked for its version by the first connection.
        if (server.IsConnected && Directory is not ClusterDirectory && server.Version < OldestServer)
        {
            await connection.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
            throw new StreaqStoreException($"Redis {server.Version} at {server.EndPoint} is too old: Streaq needs {OldestServer} or newer. Older ones delete entries of streams that no worker has read, so tasks would be lost.");
        }

        return connection;
    }

    /// <summary>The client's own message can repeat the configuration, passwords included.</summary>
    private static StreaqStoreException Unreachable(string why, bool isTransient = true) => new(
        $"Redis can't be reached with the configured connection string ({why}): is the server running, and are host, port and credentials right?") { IsTransient = isTransient };
}
