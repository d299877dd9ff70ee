namespace Streaq.Storage.Redis;

/// <summary>
/// Lets workers sleep while nothing is ready. A read that blocks has the client send a PING a second behind it; a sleeping
/// worker sends nothing, and whoever makes a task ready publishes a word for it, once.
/// </summary>
internal sealed class ReadySignal(RedisConnection redis, RedisKeys keys)
{
    /// <summary>Longer than any sleep; only so that a worker that died asleep leaves nothing.</summary>
    private static readonly TimeSpan KeyTtl = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan PauseWhenFull = TimeSpan.FromSeconds(1);
    private static readonly LuaScript SleepScript = LuaScript.Named("sleep");

    private readonly Lock _gate = new();
    private TaskCompletionSource _ready = NewSignal();
    private Task? _subscribed;

    /// <summary>Asks to be told of the next task that gets ready.</summary>
    /// <returns>Completes when one did; a read after this call finds those before it.</returns>
    public async Task<Task> AskAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SubscribedAsync().WaitOrAbandonAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StreaqStoreException e) when (RedisFailure.IsFull(e))
        {
            // Too full to tell: the worker looks again by itself.
            return Task.Delay(PauseWhenFull, cancellationToken);
        }

        Task ready;
        lock (_gate)
        {
            if (_ready.Task.IsCompleted)
            {
                _ready = NewSignal();
            }

            ready = _ready.Task;
        }

        await redis.EvaluateAsync(SleepScript, [keys.Idle], [(long)KeyTtl.TotalMilliseconds], cancellationToken).ConfigureAwait(false);
        return ready;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task SubscribedAsync()
    {
        lock (_gate)
        {
            return _subscribed is { IsFaulted: false } ? _subscribed : _subscribed = SubscribeAsync();
        }
    }

    private async Task SubscribeAsync()
    {
        await redis.SubscribeAsync(keys.ReadyChannel, _ => Raise()).ConfigureAwait(false);
        // What was published while the connection was away has been missed.
        redis.Restored += Raise;
    }

    private void Raise()
    {
        lock (_gate)
        {
            _ready.TrySetResult();
        }
    }
}
