using System.Collections.Concurrent;
using System.Net;
using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>The connection to Redis. Every call of the store goes through it and fails with a <see cref="StreaqStoreException"/>.</summary>
internal sealed class RedisConnection : IScripts, IAsyncDisposable
{
    /// <summary>How long a call that does not wait in Redis may take. Then the client ends it.</summary>
    public static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(15);

    private readonly RedisServers _servers;
    private readonly RedisKeys _keys;
    private readonly Action<Exception> _failed;
    private readonly TimeSpan _longestWait;
    private readonly CommandFlags _flags;
    private readonly ConcurrentDictionary<RedisSubscription, bool> _subscriptions = new();
    private readonly PrimarySearch? _search;
    private IConnectionMultiplexer _multiplexer;
    private IDatabase _database;
    private ConnectionEvents _events;

    private RedisConnection(
        RedisServers servers, RedisKeys keys, Action<Exception> failed, IConnectionMultiplexer first, TimeSpan longestWait, bool follows)
    {
        (_servers, _keys, _failed, _longestWait) = (servers, keys, failed, longestWait);
        // A replica could answer commands that only read, and would do so even when the primary is gone.
        _flags = CommandFlags.DemandMaster | (follows ? CommandFlags.None : CommandFlags.NoRedirect);
        _search = servers.Sentinels is { } sentinels ? new PrimarySearch(sentinels.FindAsync, IsAt, MoveAsync)
            : servers.AreRenewed && OpenConnections.Has(first) ? Renewal()
            : null;
        Use(first);
    }

    /// <summary>Raised when the connection is back after a loss, maybe to another server. Messages sent meanwhile were missed.</summary>
    public event Action? Restored;

    /// <summary>The server that has the queue, as far as the client knows; <see langword="null"/> when none is connected.</summary>
    public IServer? Primary => RedisServers.PrimaryOf(_multiplexer, _keys.Workers);

    /// <summary>All servers that take writes: in a cluster several, of which one has the queue.</summary>
    public IEnumerable<IServer> Primaries => _multiplexer.GetServers().Where(server => server is { IsConnected: true, IsReplica: false });

    /// <summary>Whether a message goes to the nodes of its channel's slot alone, instead of to all nodes of a cluster.</summary>
    public bool PublishesBySlot => _servers.PublishBySlot;

    public StoreAddress? Address => Primary?.EndPoint switch
    {
        DnsEndPoint dns => new(dns.Host, dns.Port),
        IPEndPoint ip => new(ip.Address.ToString(), ip.Port),
        _ => null,
    };

    /// <param name="access">Provides the configuration or the application's connection.</param>
    /// <param name="keys">The queue's keys.</param>
    /// <param name="failed">Called with each call that failed, the one to connect included.</param>
    /// <exception cref="StreaqStoreException">No server answers, it is older than 6.2.7, or user code failed.</exception>
    public static async Task<RedisConnection> OpenAsync(RedisAccess access, RedisKeys keys, Action<Exception> failed)
    {
        var servers = new RedisServers(access, keys.Workers, failed);
        return await servers.ShareAsync().ConfigureAwait(false) is { } shared
            ? new(servers, keys, failed, shared, TimeSpan.Zero, follows: true)
            : await OpenAsync(servers, keys, failed, TimeSpan.Zero, follows: true).ConfigureAwait(false);
    }

    /// <summary>Opens a second connection for calls that block, since all other commands on a connection wait behind them.</summary>
    /// <param name="longestWait">How long a call on it waits in Redis at most.</param>
    /// <param name="follows">Whether a call for another node of a cluster is redirected there.</param>
    public Task<RedisConnection> OpenAnotherAsync(TimeSpan longestWait, bool follows = true) =>
        OpenAsync(_servers, _keys, _failed, longestWait, follows);

    private static async Task<RedisConnection> OpenAsync(
        RedisServers servers, RedisKeys keys, Action<Exception> failed, TimeSpan longestWait, bool follows) =>
        new(servers, keys, failed, await servers.ConnectAsync(longestWait).ConfigureAwait(false), longestWait, follows);

    public async Task<RedisResult> EvaluateAsync(
        LuaScript script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken = default)
    {
        if (_servers.AreACluster && !script.OnlyReads)
        {
            keys = [.. keys, _keys.Never];
        }

        for (var isKnown = !script.IsSentWhole; ;)
        {
            try
            {
                // EVAL makes Redis keep the script.
                var call = isKnown
                    ? _database.ScriptEvaluateAsync(script.Hash, keys, values, _flags)
                    : _database.ScriptEvaluateAsync(script.Text, keys, values, _flags | CommandFlags.NoScriptCache);
                return await call.WaitOrAbandonAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (RedisServerException e) when (isKnown && e.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
            {
                isKnown = false;
            }
            catch (Exception e) when (RedisFailure.Is(e, cancellationToken))
            {
                throw Failed(script.Name, e);
            }
        }
    }

    /// <summary>Sends a command, also one without a key, to the server that has the queue.</summary>
    /// <param name="command">Its name.</param>
    /// <param name="args">Its arguments.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    /// <param name="at">The server, for several commands that must go to the same one.</param>
    public Task<RedisResult> ExecuteAsync(
        string command, object[] args, CancellationToken cancellationToken, IServer? at = null) => TryAsync(
        command,
        () => (at ?? _multiplexer.GetServer(_keys.Workers)).ExecuteAsync(_database.Database, command, args, _flags),
        cancellationToken);

    /// <summary>Sends a command with keys of any queue to the server that has them.</summary>
    /// <param name="command">Its name.</param>
    /// <param name="args">Its arguments, keys as <see cref="RedisKey"/>.</param>
    /// <param name="cancellationToken">Ends the wait for the answer.</param>
    /// <returns><see langword="null"/> when the server refuses it for good, which counts as no failure.</returns>
    public Task<RedisResult?> TryExecuteAsync(string command, object[] args, CancellationToken cancellationToken) => TryAsync(
        command,
        async () =>
        {
            try
            {
                return (RedisResult?)await _database.ExecuteAsync(command, args, _flags).ConfigureAwait(false);
            }
            catch (RedisServerException e) when (RedisFailure.IsRefusal(e))
            {
                return null;
            }
        },
        cancellationToken);

    /// <summary>Sends a command that nothing depends on. Its failure is not reported, and is thrown as the client throws it.</summary>
    public Task ExecuteQuietlyAsync(string command, object[] args) => _database.ExecuteAsync(command, args, _flags);

    /// <summary>Sends a command that may wait in Redis. Its answer is read from the received bytes.</summary>
    /// <param name="command">Its name.</param>
    /// <param name="args">Its arguments.</param>
    /// <param name="cancellationToken">Ends the wait. An answer after that is lost.</param>
    public Task<RespResult> ReadAsync(string command, RedisKeyOrValue[] args, CancellationToken cancellationToken) =>
        TryAsync(command, () => _database.ExecuteRespAsync(command, args, _flags), cancellationToken);

    /// <summary>Calls <paramref name="handler"/> with the messages of a channel, also after reconnections.</summary>
    /// <param name="channel">Its name.</param>
    /// <param name="handler">Called with each message.</param>
    /// <param name="bySlot">Whether it is published with <c>SPUBLISH</c>; see <see cref="PublishesBySlot"/>.</param>
    public Task SubscribeAsync(string channel, Action<byte[]> handler, bool bySlot = false) => FollowAsync(channel, handler, bySlot);

    /// <summary>Subscribes to a channel in the same way, until the result is disposed.</summary>
    public async Task<IAsyncDisposable> FollowAsync(string channel, Action<byte[]> handler, bool bySlot = false)
    {
        var name = bySlot ? RedisChannel.Sharded(channel) : RedisChannel.Literal(channel);
        var subscription = new RedisSubscription(() => _multiplexer.GetSubscriber(), name, handler, _subscriptions);
        await TryAsync("SUBSCRIBE", subscription.BeginAsync, CancellationToken.None).ConfigureAwait(false);
        return subscription;
    }

    /// <summary>Closes at once; a blocked read throws.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_search is not null)
        {
            await _search.DisposeAsync().ConfigureAwait(false);
        }

        _events.Dispose();
        if (!OpenConnections.Has(_multiplexer))
        {
            // The application's connection stays open, and Redis would still send messages to it.
            await Task.WhenAll(_subscriptions.Keys.Select(subscription => subscription.DisposeAsync().AsTask())).ConfigureAwait(false);
        }

        await OpenConnections.CloseAsync(_multiplexer).ConfigureAwait(false);
    }

    private async Task<T> TryAsync<T>(string what, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call().WaitOrAbandonAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (RedisFailure.Is(e, cancellationToken))
        {
            throw Failed(what, e);
        }
    }

    private StreaqStoreException Failed(string what, Exception e)
    {
        _failed(e);
        if (RedisFailure.SpeaksAgainstServer(e))
        {
            _search?.Begin();
        }

        return RedisFailure.Describe(what, e);
    }

    /// <summary>
    /// The client reconnects with its first configuration. Where a function returns a password that expires, a lost connection is replaced
    /// by one with the current password.
    /// </summary>
    private PrimarySearch Renewal() => new(
        () => Task.FromResult<EndPoint?>(_multiplexer.GetEndPoints(configuredOnly: true)[0]),
        _ => _multiplexer.IsConnected,
        _ => MoveAsync(primary: null));

    private bool IsAt(EndPoint primary) => _multiplexer.IsConnected && primary.Equals(_multiplexer.GetEndPoints(configuredOnly: true)[0]);

    private async Task MoveAsync(EndPoint? primary)
    {
        var (before, events) = (_multiplexer, _events);
        Use(await _servers.ConnectAsync(_longestWait, primary).ConfigureAwait(false));
        await RestoreAsync().ConfigureAwait(false);
        events.Dispose();
        await OpenConnections.CloseAsync(before).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(_multiplexer), nameof(_database), nameof(_events))]
    private void Use(IConnectionMultiplexer connection)
    {
        _multiplexer = connection;
        _database = connection.GetDatabase();
        _events = new ConnectionEvents(connection, () => Suspect(connection), () => _ = RestoreAsync());
    }

    /// <summary>Called after a lost connection: another server may have taken over, and this one may come back as its replica.</summary>
    private void Suspect(IConnectionMultiplexer connection)
    {
        if (connection == _multiplexer)
        {
            _search?.Begin();
        }
    }

    /// <summary>Subscribes again first: otherwise messages published from here on would be missed as well.</summary>
    private async Task RestoreAsync()
    {
        foreach (var subscription in _subscriptions.Keys)
        {
            await subscription.RenewAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Restored?.Invoke();
    }
}
