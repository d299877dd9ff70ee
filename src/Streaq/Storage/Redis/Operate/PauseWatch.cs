using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>The pauses as this process knows them: read when a worker joins and after each message, compared at every renewal.</summary>
internal sealed class PauseWatch(RedisConnection redis, RedisKeys keys)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = Signal.New();
    private QueuePause _current = QueuePause.None;
    private Task? _subscribed;
    private Task _reading = Task.CompletedTask;
    private bool _readAgain;

    public QueuePause Current => Volatile.Read(ref _current);

    /// <summary>Whether this process has subscribed to pauses.</summary>
    public bool IsBegun => Volatile.Read(ref _subscribed) is not null;

    public async ValueTask<QueuePause> ReadAsync(CancellationToken cancellationToken) =>
        Parse(await redis.ExecuteAsync("SMEMBERS", [keys.Paused], cancellationToken).ConfigureAwait(false));

    public static QueuePause Parse(RedisResult members) => QueuePause.From((string[])members!);

    /// <summary>Completes when the pauses differ from <paramref name="known"/>.</summary>
    public Task ChangeOf(QueuePause known)
    {
        lock (_gate)
        {
            return _current.Equals(known) ? _changed.Task : Task.CompletedTask;
        }
    }

    /// <summary>Subscribes this process to pauses. Awaited before its first worker joins.</summary>
    public Task SubscribedAsync()
    {
        lock (_gate)
        {
            return _subscribed is { IsFaulted: false } ? _subscribed : _subscribed = SubscribeAsync();
        }
    }

    /// <summary>Compares the pauses with those of a join or a renewal, which makes up for a lost message.</summary>
    /// <remarks>The answers of two calls may be seen in either order, so a difference is only a reason to read again.</remarks>
    public void Learn(QueuePause told)
    {
        if (!Current.Equals(told))
        {
            _ = RefreshAsync();
        }
    }

    /// <summary>Reads the pauses, one read at a time. A call during a read causes one more, so the last read is up to date.</summary>
    public Task RefreshAsync()
    {
        lock (_gate)
        {
            if (!_reading.IsCompleted)
            {
                _readAgain = true;
                return _reading;
            }

            _readAgain = false;
            return _reading = ReadUntilKnownAsync();
        }
    }

    private async Task SubscribeAsync()
    {
        await redis.SubscribeAsync(keys.PauseChannel, message => _ = RefreshAsync()).ConfigureAwait(false);
        // Messages published while the connection was lost have been missed.
        redis.Restored += () => _ = RefreshAsync();
        await RefreshAsync().ConfigureAwait(false);
    }

    private async Task ReadUntilKnownAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        for (var more = true; more;)
        {
            try
            {
                Set(await ReadAsync(CancellationToken.None).ConfigureAwait(false));
            }
            catch (StreaqStoreException)
            {
                // Redis can't be reached. The restored connection or the next renewal reads again.
            }

            lock (_gate)
            {
                more = _readAgain;
                _readAgain = false;
                if (!more)
                {
                    _reading = Task.CompletedTask;
                }
            }
        }
    }

    private void Set(QueuePause pause)
    {
        lock (_gate)
        {
            if (!pause.Equals(_current))
            {
                Volatile.Write(ref _current, pause);
                _changed.SetResult();
                _changed = Signal.New();
            }
        }
    }
}
