using System.Net;
using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Opens connections as a connection string says: to its servers, to a cluster, or to the primary that sentinels name.</summary>
internal sealed class RedisServers
{
    /// <summary>Milliseconds between two tries to connect again.</summary>
    private const int ReconnectAfter = 500;

    /// <summary>Before it, <c>XTRIM MINID</c> takes entries that are 25 days younger than the first of their node for older ones.</summary>
    private static readonly Version OldestServer = new(6, 2, 7);

    private readonly ConfigurationOptions _options;
    private readonly RedisKey _key;
    private readonly Action<Exception> _failed;

    /// <param name="configuration">The connection string.</param>
    /// <param name="key">A key of the queue, whose slot tells the node in a cluster.</param>
    /// <param name="failed">Called with each failure.</param>
    /// <exception cref="StreaqStoreException">The string can't be read.</exception>
    public RedisServers(string configuration, RedisKey key, Action<Exception> failed)
    {
        _options = Parse(configuration, failed);
        _key = key;
        _failed = failed;
        Sentinels = string.IsNullOrEmpty(_options.ServiceName) ? null : new SentinelDirectory(_options);
    }

    /// <summary><see langword="null"/> when the connection string names the servers themselves.</summary>
    public SentinelDirectory? Sentinels { get; }

    /// <summary>Whether they are the nodes of a cluster, as the last connection found them.</summary>
    public bool AreACluster { get; private set; }

    /// <summary>Whether they know <c>SPUBLISH</c> (7.0) and it makes a difference.</summary>
    public bool PublishBySlot { get; private set; }

    /// <returns>The server that has the key; <see langword="null"/> when none is connected.</returns>
    public static IServer? PrimaryOf(ConnectionMultiplexer connection, RedisKey key)
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
    /// <param name="primary">Which server, when the sentinels have just been asked.</param>
    /// <exception cref="StreaqStoreException">No server answers, no primary is known, or it is older than 6.2.7.</exception>
    public async Task<ConnectionMultiplexer> ConnectAsync(TimeSpan longestWait, EndPoint? primary = null)
    {
        primary ??= Sentinels is null
            ? null
            : await Sentinels.FindAsync().ConfigureAwait(false) ?? throw Unreachable("no primary known");
        var options = primary is null ? _options.Clone() : Sentinels!.OptionsFor(primary);
        options.AsyncTimeout = (int)(RedisConnection.CommandTimeout + longestWait).TotalMilliseconds;
        var connection = await ConnectAsync(options).ConfigureAwait(false);
        var login = await LoginCheck.FindMistakeAsync(PrimaryOf(connection, _key), options).ConfigureAwait(false);
        if ((login ?? Mistake(connection)) is { } mistake)
        {
            await OpenConnections.CloseAsync(connection).ConfigureAwait(false);
            throw mistake;
        }

        return connection;
    }

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
        try
        {
            return await OpenConnections.ConnectAsync(options).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RedisException or RedisCommandException or ArgumentException or TimeoutException)
        {
            _failed(e);
            var (cause, isTransient) = await ConnectionDiagnosis.FindAsync(options, e).ConfigureAwait(false);
            throw new StreaqStoreException($"{cause}.") { IsTransient = isTransient };
        }
    }

    /// <summary>What makes a server that answers unfit; <see langword="null"/> for nothing.</summary>
    private StreaqStoreException? Mistake(ConnectionMultiplexer connection)
    {
        IServer[] servers = [.. connection.GetServers().Where(known => known.IsConnected)];
        AreACluster = servers.Any(known => known.ServerType is ServerType.Cluster);
        PublishBySlot = AreACluster && servers.All(known => known.Features.ShardedPubSub);
        if (PrimaryOf(connection, _key) is not { } server)
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

        return Sentinels is null && !AreACluster && server.IsReplica
            ? new($"Redis at {server.EndPoint} is a replica, which takes no writes: name the primary, or the sentinels.")
            {
                IsTransient = true,
            }
            : null;
    }

    /// <summary>The client's own message can repeat the configuration, passwords included.</summary>
    private static StreaqStoreException Unreachable(string why, bool isTransient = true) => new(
        $"Redis can't be reached with the configured connection string ({why}).")
    { IsTransient = isTransient };
}
