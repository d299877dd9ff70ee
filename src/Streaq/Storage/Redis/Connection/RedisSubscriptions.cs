using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>What a connection listens to, so that it can be taken along to another server.</summary>
#pragma warning disable CA1001 // A semaphore without a wait handle holds nothing, and subscriptions may end after the connection.
internal sealed class RedisSubscriptions(TimeSpan timeout)
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly List<Subscription> _all = [];

    /// <param name="current">The connection, asked once no move is under way.</param>
    /// <param name="channel">The channel's name.</param>
    /// <param name="handler">Called with each message until the answer is disposed.</param>
    public async Task<IAsyncDisposable> AddAsync(Func<ConnectionMultiplexer> current, string channel, Action<byte[]> handler)
    {
        await _oneAtATime.WaitAsync().ConfigureAwait(false);
        try
        {
            var subscription = new Subscription(this, RedisChannel.Literal(channel), (_, message) => handler((byte[])message!));
            await BeginAsync(subscription, current()).ConfigureAwait(false);
            _all.Add(subscription);
            return subscription;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Listens on another connection as well; then <paramref name="switchOver"/> makes that the current one.</summary>
    public async Task MoveAsync(ConnectionMultiplexer next, Action switchOver)
    {
        await _oneAtATime.WaitAsync().ConfigureAwait(false);
        try
        {
            foreach (var subscription in _all)
            {
                await subscription.BeginAsync(next).WaitAsync(timeout).ConfigureAwait(false);
            }

            switchOver();
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task BeginAsync(Subscription subscription, ConnectionMultiplexer connection)
    {
        try
        {
            await subscription.BeginAsync(connection).WaitAsync(timeout).ConfigureAwait(false);
        }
        catch
        {
            // The client remembers even what Redis refused, and would take the next try for done already.
            await subscription.EndAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task RemoveAsync(Subscription subscription)
    {
        await _oneAtATime.WaitAsync().ConfigureAwait(false);
        _all.Remove(subscription);
        _oneAtATime.Release();
    }

    /// <summary>One handler on a channel; the connection leaves the channel with the last of them.</summary>
    private sealed class Subscription(RedisSubscriptions owner, RedisChannel channel, Action<RedisChannel, RedisValue> handler)
        : IAsyncDisposable
    {
        private ISubscriber? _subscriber;

        public Task BeginAsync(ConnectionMultiplexer connection) =>
            (_subscriber = connection.GetSubscriber()).SubscribeAsync(channel, handler);

        public async ValueTask DisposeAsync()
        {
            await owner.RemoveAsync(this).ConfigureAwait(false);
            await EndAsync().ConfigureAwait(false);
        }

        /// <summary>What can't be unsubscribed now ends with the connection.</summary>
        public async Task EndAsync()
        {
            try
            {
                var left = _subscriber!.UnsubscribeAsync(channel, handler).WaitAsync(owner.Timeout);
                await left.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (ObjectDisposedException)
            {
                // The connection has ended before.
            }
        }
    }

    private TimeSpan Timeout => timeout;
}
