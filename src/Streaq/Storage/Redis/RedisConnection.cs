using System.Net;
using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>The way to Redis, in the calls that are the same in every StackExchange.Redis release from 1.2.6 on.</summary>
internal sealed class RedisConnection : IScripts, IAsyncDisposable
{
    /// <summary>1.2.6 never ends an asynchronous call by itself when the server hangs, so every wait is bounded here.</summary>
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(15);

    /// <summary>What Redis answers while it starts, fails over or has no memory left.</summary>
    private static readonly string[] PassingRefusals = ["LOADING ", "READONLY ", "MASTERDOWN ", "CLUSTERDOWN ", "TRYAGAIN ", "OOM ", "BUSY "];

    private static readonly Version OldestServer = new(6, 2);

    private readonly ConnectionMultiplexer _multiplexer;
    private readonly string _configuration;
    private readonly IDatabase _database;
    private readonly Action<Exception> _failed;

    private RedisConnection(ConnectionMultiplexer multiplexer, string configuration, Action<Exception> failed)
    {
        _multiplexer = multiplexer;
        _configuration = configuration;
        _database = multiplexer.GetDatabase();
        _failed = failed;
        multiplexer.ConnectionRestored += (_, _) => Restored?.Invoke();
    }

    /// <summary>The connection is back after a loss: what was published meanwhile has been missed.</summary>
    public event Action? Restored;

    public StoreAddress? Address => _multiplexer.GetEndPoints(configuredOnly: true).FirstOrDefault() switch
    {
        DnsEndPoint dns => new(dns.Host, dns.Port),
        IPEndPoint ip => new(ip.Address.ToString(), ip.Port),
        _ => null,
    };

    /// <param name="configuration">The connection string.</param>
    /// <param name="failed">Called with each call that failed, the one to connect included.</param>
    /// <exception cref="StreaqStoreException">The string can't be read, nobody answers, or the server is older than 6.2.</exception>
    public static async Task<RedisConnection> OpenAsync(string configuration, Action<Exception> failed)
    {
        var multiplexer = await ConnectAsync(configuration, failed).ConfigureAwait(false);
        try
        {
            var server = multiplexer.GetServer(multiplexer.GetEndPoints()[0]);
            if (server.IsConnected && server.Version < OldestServer)
            {
                throw new StreaqStoreException($"Redis {server.Version} at {server.EndPoint} is too old: Streaq needs {OldestServer} or newer.");
            }
        }
        catch
        {
            await multiplexer.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);
            throw;
        }

        return new RedisConnection(multiplexer, configuration, failed);
    }

    /// <summary>Opens a second way for reads that block, since whatever else is sent on theirs waits behind them.</summary>
    /// <param name="nameable">Whether <c>CLIENT SETNAME</c> is to be sent, which newer releases of the client count among the administrator's.</param>
    public async Task<RedisConnection> OpenAnotherAsync(bool nameable = false) =>
        new(await ConnectAsync(_configuration, _failed, nameable).ConfigureAwait(false), _configuration, _failed);

    public async Task<RedisResult> EvaluateAsync(LuaScript script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken = default)
    {
        try
        {
            return await BoundAsync(_database.ScriptEvaluateAsync(script.Hash, keys, values), cancellationToken).ConfigureAwait(false);
        }
        catch (RedisServerException e) when (e.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal))
        {
            // EVAL makes Redis keep the script; the keys route the call to the right node of a cluster.
            var args = new object[2 + keys.Length + values.Length];
            args[0] = script.Text;
            args[1] = keys.Length;
            for (var i = 0; i < keys.Length; i++)
            {
                args[2 + i] = keys[i];
            }

            for (var i = 0; i < values.Length; i++)
            {
                args[2 + keys.Length + i] = values[i];
            }

            return await ExecuteAsync("EVAL", args, CommandTimeout, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            throw Failed(script.Name, e);
        }
    }

    public Task<RedisResult> ExecuteAsync(string command, object[] args, CancellationToken cancellationToken) =>
        ExecuteAsync(command, args, CommandTimeout, cancellationToken);

    public async Task<RedisResult> ExecuteAsync(string command, object[] args, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            return await _database.ExecuteAsync(command, args).WaitAsync(timeout, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            throw Failed(command, e);
        }
    }

    /// <summary>Has <paramref name="handler"/> called for what is published on the channel, also after reconnections.</summary>
    public async Task SubscribeAsync(string channel, Action<byte[]> handler)
    {
        try
        {
            await _multiplexer.GetSubscriber()
                .SubscribeAsync(new RedisChannel(channel, RedisChannel.PatternMode.Literal), (_, message) => handler((byte[])message!))
                .WaitAsync(CommandTimeout).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            throw Failed("SUBSCRIBE", e);
        }
    }

    /// <summary>The same until the answer is disposed.</summary>
    public async Task<IAsyncDisposable> FollowAsync(string channel, Action<byte[]> handler)
    {
        Action<RedisChannel, RedisValue> call = (_, message) => handler((byte[])message!);
        var literal = new RedisChannel(channel, RedisChannel.PatternMode.Literal);
        try
        {
            await _multiplexer.GetSubscriber().SubscribeAsync(literal, call).WaitAsync(CommandTimeout).ConfigureAwait(false);
            return new Subscription(_multiplexer.GetSubscriber(), literal, call);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            throw Failed("SUBSCRIBE", e);
        }
    }

    /// <summary>Closes at once; a blocked read throws.</summary>
    public async ValueTask DisposeAsync() => await _multiplexer.CloseAsync(allowCommandsToComplete: false).ConfigureAwait(false);

    private static Task<RedisResult> BoundAsync(Task<RedisResult> call, CancellationToken cancellationToken) =>
        call.IsCompleted ? call : call.WaitAsync(CommandTimeout, cancellationToken);

    private static async Task<ConnectionMultiplexer> ConnectAsync(string configuration, Action<Exception> failed, bool nameable = false)
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
            options.AllowAdmin |= nameable;
            // 2.x and later end a blocking read themselves after this time, so it must be longer than the longest one.
            options.SyncTimeout = Math.Max(options.SyncTimeout, (int)CommandTimeout.TotalMilliseconds);
            var multiplexer = await ConnectionMultiplexer.ConnectAsync(options).ConfigureAwait(false);
#pragma warning disable CS0618 // Obsolete where order is never kept; in 1.2.6 a continuation that blocks would stall all others.
            ((IConnectionMultiplexer)multiplexer).PreserveAsyncOrder = false;
#pragma warning restore CS0618
            return multiplexer;
        }
        catch (Exception e) when (e is RedisException or ArgumentException or TimeoutException)
        {
            failed(e);
            // The client's own message can repeat the configuration, passwords included.
            throw new StreaqStoreException($"Redis can't be reached with the configured connection string ({e.GetType().Name}): is the server running, and are host, port and credentials right?") { IsTransient = e is not ArgumentException };
        }
    }

    private StreaqStoreException Failed(string what, Exception e)
    {
        _failed(e);
        return e switch
        {
            TimeoutException => new($"Redis did not answer '{what}' in time.", e) { IsTransient = true },
            RedisConnectionException => new($"Redis can't be reached for '{what}': {e.Message}", e) { IsTransient = true },
            _ => new($"Redis refused '{what}': {e.Message}", e) { IsTransient = Array.Exists(PassingRefusals, code => e.Message.StartsWith(code, StringComparison.Ordinal)) },
        };
    }

    /// <summary>One handler on a channel; the connection leaves the channel with the last of them.</summary>
    private sealed class Subscription(ISubscriber subscriber, RedisChannel channel, Action<RedisChannel, RedisValue> handler) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() =>
            // What can't be unsubscribed now ends with the connection.
            await subscriber.UnsubscribeAsync(channel, handler).WaitAsync(CommandTimeout).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
