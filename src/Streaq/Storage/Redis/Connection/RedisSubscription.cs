using System.Collections.Concurrent;
using System.Diagnostics;
using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>One handler on a channel. The connection unsubscribes from the channel with its last handler.</summary>
/// <param name="current">Returns the connection, which may change.</param>
/// <param name="channel">The channel.</param>
/// <param name="handler">Called with each message.</param>
/// <param name="all">Holds the subscription until it is disposed.</param>
internal sealed class RedisSubscription(
    Func<ISubscriber> current, RedisChannel channel, Action<byte[]> handler, ConcurrentDictionary<RedisSubscription, bool> all)
    : IAsyncDisposable
{
    private static readonly TimeSpan LongestLag = TimeSpan.FromSeconds(5);

    private readonly Action<RedisChannel, RedisValue> _handler = (_, message) => handler((byte[])message!);
    private ISubscriber _at = current();

    public async Task<bool> BeginAsync()
    {
        try
        {
            all.TryAdd(this, true);
            await BeginWhenConnectedAsync().ConfigureAwait(false);
            return true;
        }
        catch
        {
            // The client remembers even a subscription that Redis refused, and would not send the next try.
            await DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Completes when the connection is subscribed: after a loss that takes time, and a new connection must subscribe.</summary>
    public async Task RenewAsync()
    {
        var now = current();
        if (now.Multiplexer != _at.Multiplexer)
        {
            _at = now;
            await BeginAsync(_handler).ConfigureAwait(false);
            return;
        }

        Action<RedisChannel, RedisValue> another = static (_, _) => { };
        try
        {
            await BeginAsync(another).ConfigureAwait(false);
        }
        finally
        {
            await EndAsync(another).ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        all.TryRemove(this, out _);
        await EndAsync(_handler).ConfigureAwait(false);
    }

    /// <summary>
    /// The client has one connection for commands and another for messages. The second opens a moment later; until then its calls fail at
    /// once, as in an outage.
    /// </summary>
    private async Task BeginWhenConnectedAsync()
    {
        var began = Stopwatch.GetTimestamp();
        for (var pause = Backoff.Brief.First; ; pause = Backoff.Brief.After(pause))
        {
            try
            {
                await BeginAsync(_handler).ConfigureAwait(false);
                return;
            }
            catch (RedisConnectionException) when (_at.Multiplexer.IsConnected && Stopwatch.GetElapsedTime(began) < LongestLag)
            {
                // Otherwise the client would not send the next try.
                await EndAsync(_handler).ConfigureAwait(false);
                await Task.Delay(pause).ConfigureAwait(false);
            }
        }
    }

    private Task BeginAsync(Action<RedisChannel, RedisValue> with) =>
        _at.SubscribeAsync(channel, with).WaitAsync(RedisConnection.CommandTimeout);

    /// <summary>Unsubscribes. A subscription that can't be removed now ends with the connection.</summary>
    private async Task EndAsync(Action<RedisChannel, RedisValue> with)
    {
        try
        {
            await _at.UnsubscribeAsync(channel, with).WaitAsync(RedisConnection.CommandTimeout)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (ObjectDisposedException)
        {
            // The connection has ended before.
        }
    }
}
