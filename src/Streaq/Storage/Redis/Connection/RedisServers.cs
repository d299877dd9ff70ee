using System.Net;
using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Opens connections as a connection string says: to the servers in it, or to the primary that sentinels or a cluster name.</summary>
internal sealed class RedisServers
{
    /// <summary>Milliseconds between two tries to connect again.</summary>
    private const int ReconnectAfter = 500;

    private static readonly Version OldestServer = new(6, 2);

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
            await OpenConnections.CloseAsync(first).ConfigureAwait(false);
            options = Parse(configuration + ClusterDirectory.OneNode, failed);
            servers = new RedisServers(options, new ClusterDirectory(options, nodes, key), failed);
            first = await servers.ConnectAsync().ConfigureAwait(false);
        }

        return (servers, first);
    }

    /// <summary>The same servers, for calls that wait in Redis for so long.</summary>
    public RedisServers For(TimeSpan longestWait) => new(_options, Directory, _failed) { _longestWait = longestWait };

    /// <exception cref="StreaqStoreException">Nobody answers, nobody knows the primary, or it is older than 6.2.</exception>
    public async Task<ConnectionMultiplexer> ConnectAsync() => Directory is null
        ? await ConnectAsync(_options.Clone()).ConfigureAwait(false)
        : await ConnectAsync(await Directory.FindAsync().ConfigureAwait(false) ?? throw Unreachable("no primary known")).ConfigureAwait(false);

    /// <summary>The same to the primary at that address.</summary>
    public Task<ConnectionMultiplexer> ConnectAsync(EndPoint primary) => ConnectAsync(Directory!.OptionsFor(primary));

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
            throw Unreachable(e.GetType().Name, e is not ArgumentException);
        }

        var server = ServerOf(connection);
        // A node of a cluster was asked for its version by the first connection.
        if (server.IsConnected && Directory is not ClusterDirectory && server.Version < OldestServer)
        {
            await OpenConnections.CloseAsync(connection).ConfigureAwait(false);
            throw new StreaqStoreException($"Redis {server.Version} at {server.EndPoint} is too old: Streaq needs {OldestServer} or newer.");
        }

        return connection;
    }

    /// <summary>The client's own message can repeat the configuration, passwords included.</summary>
    private static StreaqStoreException Unreachable(string why, bool isTransient = true) => new(
        $"Redis can't be reached with the configured connection string ({why}): is the server running, and are host, port and credentials right?") { IsTransient = isTransient };
}
