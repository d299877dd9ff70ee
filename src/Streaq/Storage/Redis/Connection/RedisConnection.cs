using System.Net;
using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>The way to Redis: every call of the store goes through here, and fails as a <see cref="StreaqStoreException"/>.</summary>
internal sealed class RedisConnection : IScripts, IAsyncDisposable
{
    /// <summary>How long a call may take that does not wait in Redis. The client ends it then.</summary>
    public static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(15);

    private readonly RedisServers _servers;
    private readonly RedisKeys _keys;
    private readonly Action<Exception> _failed;
    private readonly RedisSubscriptions _subscriptions = new(CommandTimeout);
    private readonly PrimarySearch? _search;
    private readonly CommandFlags _flags;
    private ConnectionMultiplexer _multiplexer;
    private IDatabase _database;

    private RedisConnection(RedisServers servers, ConnectionMultiplexer first, RedisKeys keys, Action<Exception> failed)
    {
        _servers = servers;
        _keys = keys;
        _failed = failed;
        if (servers.Directory is { } directory)
        {
            // Otherwise the client would follow to a node that this connection knows nothing of.
            _flags = CommandFlags.NoRedirect;
            _search = new PrimarySearch(directory, IsAt, MoveAsync);
        }

        Use(first);
    }

    /// <summary>The connection is back after a loss, maybe to another server: what was published meanwhile has been missed.</summary>
    public event Action? Restored;

    public StoreAddress? Address => _multiplexer.GetEndPoints(configuredOnly: true).FirstOrDefault() switch
    {
        DnsEndPoint dns => new(dns.Host, dns.Port),
        IPEndPoint ip => new(ip.Address.ToString(), ip.Port),
        _ => null,
    };

    /// <param name="configuration">The connection string.</param>
    /// <param name="keys">The queue's.</param>
    /// <param name="failed">Called with each call that failed, the one to connect included.</param>
    /// <exception cref="StreaqStoreException">The string can't be read, no server answers, or it is older than 6.2.7.</exception>
    public static async Task<RedisConnection> OpenAsync(string configuration, RedisKeys keys, Action<Exception> failed)
    {
        var (servers, first) = await RedisServers.OpenAsync(configuration, keys.Workers, failed).ConfigureAwait(false);
        return new RedisConnection(servers, first, keys, failed);
    }

    /// <summary>Opens a second way for what blocks, since whatever else is sent on the same waits behind it.</summary>
    /// <param name="longestWait">How long a call on it waits in Redis at most.</param>
    public async Task<RedisConnection> OpenAnotherAsync(TimeSpan longestWait)
    {
        var servers = _servers.For(longestWait);
        return new(servers, await servers.ConnectAsync().ConfigureAwait(false), _keys, _failed);
    }

    public async Task<RedisResult> EvaluateAsync(
        LuaScript script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken = default)
    {
        if (_servers.Directory is { NeedsWitness: true } && !script.OnlyReads)
        {
            keys = [.. keys, _keys.Never];
        }

        var isKnown = !script.IsSentWhole;
        for (var again = false; ;)
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
                await ThrowUnlessElsewhereAsync(script.Name, e, again, cancellationToken).ConfigureAwait(false);
                again = true;
            }
        }
    }

    public async Task<RedisResult> ExecuteAsync(string command, object[] args, CancellationToken cancellationToken)
    {
        for (var again = false; ; again = true)
        {
            try
            {
                return await _database.ExecuteAsync(command, args, _flags).WaitOrAbandonAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (RedisFailure.Is(e, cancellationToken))
            {
                await ThrowUnlessElsewhereAsync(command, e, again, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>A call that may wait in Redis, whose answer is read from the bytes that came.</summary>
    /// <param name="command">Its name.</param>
    /// <param name="args">Its arguments.</param>
    /// <param name="cancellationToken">Ends the wait; what is answered then is lost.</param>
    public async Task<RespResult> ReadAsync(string command, RedisKeyOrValue[] args, CancellationToken cancellationToken)
    {
        for (var again = false; ; again = true)
        {
            try
            {
                return await _database.ExecuteRespAsync(command, args, _flags).WaitOrAbandonAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (RedisFailure.Is(e, cancellationToken))
            {
                await ThrowUnlessElsewhereAsync(command, e, again, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Has <paramref name="handler"/> called for what is published on the channel, also after reconnections.</summary>
    public Task SubscribeAsync(string channel, Action<byte[]> handler) => FollowAsync(channel, handler);

    /// <summary>The same until the answer is disposed.</summary>
    public async Task<IAsyncDisposable> FollowAsync(string channel, Action<byte[]> handler)
    {
        try
        {
            return await _subscriptions.AddAsync(() => _multiplexer, channel, handler).ConfigureAwait(false);
        }
        catch (Exception e) when (RedisFailure.Is(e, CancellationToken.None))
        {
            throw Failed("SUBSCRIBE", e);
        }
    }

    /// <summary>Closes at once; a blocked read throws.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_search is not null)
        {
            await _search.DisposeAsync().ConfigureAwait(false);
        }

        await OpenConnections.CloseAsync(_multiplexer).ConfigureAwait(false);
    }

    private StreaqStoreException Failed(string what, Exception e)
    {
        _failed(e);
        if (_search is not null && RedisFailure.SpeaksAgainstServer(e))
        {
            _ = _search.Begin();
        }

        return RedisFailure.Describe(what, e);
    }

    /// <summary>Returns when the call was refused for being sent to a wrong server, and there is a right one now.</summary>
    private async Task ThrowUnlessElsewhereAsync(string what, Exception e, bool again, CancellationToken cancellationToken)
    {
        var failure = Failed(what, e);
        if (!again && _search is not null && RedisFailure.IsWrongServer(e))
        {
            var search = _search.Begin().WaitAsync(CommandTimeout, cancellationToken);
            await search.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (search.IsCompletedSuccessfully)
            {
                return;
            }
        }

        throw failure;
    }

    private bool IsAt(EndPoint primary) => _multiplexer.IsConnected && primary.Equals(_multiplexer.GetEndPoints(configuredOnly: true)[0]);

    private async Task MoveAsync(EndPoint primary)
    {
        var before = _multiplexer;
        var next = await _servers.ConnectAsync(primary).ConfigureAwait(false);
        try
        {
            await _subscriptions.MoveAsync(next, () => Use(next)).ConfigureAwait(false);
        }
        catch
        {
            await OpenConnections.CloseAsync(next).ConfigureAwait(false);
            throw;
        }

        await OpenConnections.CloseAsync(before).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Restored?.Invoke();
    }

    [System.Diagnostics.CodeAnalysis.MemberNotNull(nameof(_multiplexer), nameof(_database))]
    private void Use(ConnectionMultiplexer connection)
    {
        _multiplexer = connection;
        _database = connection.GetDatabase();
        connection.ConnectionFailed += (_, _) => Suspect(connection);
        connection.ConnectionRestored += (_, _) =>
        {
            Suspect(connection);
            Restored?.Invoke();
        };
    }

    /// <summary>The server was away: another one may have taken over, and this one come back as its replica.</summary>
    private void Suspect(ConnectionMultiplexer connection)
    {
        if (connection == _multiplexer)
        {
            _ = _search?.Begin();
        }
    }
}
