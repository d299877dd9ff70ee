namespace Streaq.Storage.Redis;

/// <summary>Wakes the promotion of due tasks when one is scheduled earlier than all others.</summary>
internal sealed class DueSignal(RedisConnection redis, RedisKeys keys, TimeProvider time)
{
    private readonly Wakeup _earlier = new(time);
    private bool _subscribed;

    public async ValueTask WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        if (!_subscribed)
        {
            await redis.SubscribeAsync(keys.DueChannel, _ => _earlier.Raise()).ConfigureAwait(false);
            redis.Restored += _earlier.Raise;
            _subscribed = true;
            // Something may have been scheduled between the promotion before this wait and the subscription.
            return;
        }

        await _earlier.WaitAsync(longest, cancellationToken).ConfigureAwait(false);
    }
}
