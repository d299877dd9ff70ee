using System.Net;
using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>The way to Redis, in the calls that are the same in every StackExchange.Redis release from 1.2.6 on.</summary>
internal sealed class RedisConnection : IScripts, IAsyncDisposable
{
    /// <summary>1.2.6 never ends an asynchronous call by itself when the server hangs, so every wait is bounded here.</summary>
    public static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(15);

    private readonly RedisServers _servers;
    private readonly RedisKeys _keys;
    private readonly Action<Exception> _failed;
    private readonly bool _nameable;
    private readonly RedisSubscriptions _subscriptions = new(CommandTimeout);
    private readonly PrimarySearch? _search;
    private readonly CommandFlags _flags;
    private ConnectionMultiplexer _multiplexer;
    private IDatabase _database;

    private RedisConnection(RedisServers servers, ConnectionMultiplexer first, RedisKeys keys, Action<Exception> failed, bool nameable = false)
    {
        _servers = servers;
        _keys = keys;
        _failed = failed;
        _nameable = nameable;
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
    /// <exception cref="StreaqStoreException">The string can't be read, nobody answers, or the server is older than 6.2.7.</exception>
    public static async Task<RedisConnection> OpenAsync(string configuration, RedisKeys keys, Action<Exception> failed)
    {
        var (servers, first) = await RedisServers.OpenAsync(configuration, keys.Workers, failed).ConfigureAwait(false);
        return new RedisConnection(servers, first, keys, failed);
    }

    /// <summary>Opens a second way for what blocks, since whatever else is sent on the same waits behind it.</summary>
    /// <param name="nameable">Whether it may be given a name.</param>
    public async Task<RedisConnection> OpenAnotherAsync(bool nameable = false) =>
        new(_servers, await _servers.ConnectAsync(nameable).ConfigureAwait(false), _keys, _failed, nameable);

    public async Task<RedisResult> EvaluateAsync(LuaScript script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken = default)
    {
        if (_servers.Directory is { NeedsWitness: true } && !script.OnlyReads)
        {
            keys = [.. keys, _keys.Never];
        }

        if (script.IsSentWhole)
        {
            return await EvaluateTextAsync(script, keys, values, cancellationToken).ConfigureAwait(false);
        }

        for (var again = false; ; again = true)
        {
            try
            {
                return await BoundAsync(_database.ScriptEvaluateAsync(script.Hash, keys, values, _flags), cancellationToken).ConfigureAwait(false);
            }
            catch (RedisServerException e) when (e.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
            {
                // EVAL makes Redis keep the script.
                return await EvaluateTextAsync(script, keys, values, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (RedisFailure.Is(e, cancellationToken))
            {
                var failure = Failed(script.Name, e);
                if (again || !await IsElsewhereAsync(e, cancellationToken).ConfigureAwait(false))
                {
                    throw failure;
                }
            }
        }
    }

    public Task<RedisResult> ExecuteAsync(string command, object[] args, CancellationToken cancellationToken) =>
        ExecuteAsync(command, args, CommandTimeout, cancellationToken);

    public async Task<RedisResult> ExecuteAsync(string command, object[] args, TimeSpan timeout, CancellationToken cancellationToken)
    {
        for (var again = false; ; again = true)
        {
            try
            {
                return await _database.ExecuteAsync(command, args, _flags).WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (RedisFailure.Is(e, cancellationToken))
            {
                var failure = Failed(command, e);
                if (again || !await IsElsewhereAsync(e, cancellationToken).ConfigureAwait(false))
                {
                    throw failure;
                }
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

        await _multiplexer.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
    }

    private static Task<RedisResult> BoundAsync(Task<RedisResult> call, CancellationToken cancellationToken) =>
        call.IsCompleted ? call : call.WaitAsync(CommandTimeout, cancellationToken);

    private Task<RedisResult> EvaluateTextAsync(LuaScript script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken) =>
        ExecuteAsync("EVAL", [script.Text, keys.Length, .. keys.Cast<object>(), .. values.Cast<object>()], CommandTimeout, cancellationToken);

    private StreaqStoreException Failed(string what, Exception e)
    {
        _failed(e);
        if (_search is not null && RedisFailure.SpeaksAgainstServer(e))
        {
            _ = _search.Begin();
        }

        return RedisFailure.Describe(what, e);
    }

    /// <summary>Whether the call was refused for being sent to a wrong server, and there is a right one now.</summary>
    private async Task<bool> IsElsewhereAsync(Exception e, CancellationToken cancellationToken)
    {
        if (_search is null || !RedisFailure.IsWrongServer(e))
        {
            return false;
        }

        var search = _search.Begin().WaitAsync(CommandTimeout, cancellationToken);
        await search.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return search.IsCompletedSuccessfully;
    }

    private bool IsAt(EndPoint primary) => _multiplexer.IsConnected && primary.Equals(_multiplexer.GetEndPoints(configuredOnly: true)[0]);

    private async Task MoveAsync(EndPoint primary)
    {
        var before = _multiplexer;
        var next = await _servers.ConnectAsync(primary, _nameable).ConfigureAwait(false);
        try
        {
            await _subscriptions.MoveAsync(next, () => Use(next)).ConfigureAwait(false);
        }
        catch
        {
            await next.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
            throw;
        }

        await before.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
