using StackExchange.Redis;
using Streaq.Tasks;

namespace Streaq.Storage.Redis;

/// <summary>Makes due tasks ready, and signals when a task was scheduled earlier than all others.</summary>
internal sealed class RedisDueTasks(RedisConnection redis, RedisKeys keys, StoreOptions options, TimeProvider time)
{
    private static readonly LuaScript PromoteDueScript = LuaScript.Named("promote_due");

    private readonly Wakeup _earlier = new(time);
    private bool _isSubscribed;

    public async ValueTask<Promotion> PromoteAsync(int limit, CancellationToken cancellationToken)
    {
        var answer = (RedisResult[])(await redis.EvaluateAsync(
            PromoteDueScript,
            [keys.Scheduled, keys.TaskPrefix, keys.ReadyPrefix, keys.Refills],
            [limit, options.MaxDeadLetters, (long)options.DeadLetterAge.TotalMilliseconds],
            cancellationToken).ConfigureAwait(false))!;
        var next = (long)answer[1];
        return new Promotion((int)answer[0], next < 0 ? null : TimeSpan.FromMilliseconds(UnixTime.Clamp(next)));
    }

    public async ValueTask WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        if (!_isSubscribed)
        {
            await redis.SubscribeAsync(keys.DueChannel, _ => _earlier.Raise()).ConfigureAwait(false);
            redis.Restored += _earlier.Raise;
            _isSubscribed = true;
            // Something may have been scheduled between the promotion before this wait and the subscription.
            return;
        }

        await _earlier.WaitAsync(longest, cancellationToken).ConfigureAwait(false);
    }
}
