using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>How a worker fetches while something is paused: it never blocks in Redis, so that a resumption wakes it as a task does.</summary>
internal sealed class PausedFetch(
    RedisConnection redis, RedisKeys keys, RedisPause pauses, ReadySignal ready, WorkerRegistration registration, PausedFetch.Read read)
{
    private static readonly LuaScript PutBackScript = LuaScript.Named("put_back");

    /// <summary>Reads the stream of the priority at <paramref name="index"/>, without waiting.</summary>
    internal delegate Task Read(int index, int room, ICollection<Delivery> deliveries, CancellationToken cancellationToken);

    /// <summary>Fetches what is not paused; waits for a task, a resumption or another pause.</summary>
    public async Task FetchAsync(QueuePause pause, int room, TimeSpan wait, ICollection<Delivery> deliveries, CancellationToken cancellationToken)
    {
        var woken = pauses.ChangeOf(pause);
        if (registration.Priorities.Any(priority => !pause.Covers(priority)))
        {
            await ReadAsync(pause, room, deliveries, cancellationToken).ConfigureAwait(false);
            if (deliveries.Count == 0 && wait > TimeSpan.Zero)
            {
                // A read after the question finds the tasks before it.
                woken = Task.WhenAny(woken, await ready.AskAsync(cancellationToken).ConfigureAwait(false));
                await ReadAsync(pause, room, deliveries, cancellationToken).ConfigureAwait(false);
            }
        }

        if (deliveries.Count == 0 && wait > TimeSpan.Zero)
        {
            await woken.WaitAsync(wait, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>
    /// Gives back what a read brought that began before the pause: as if it had never been handed out. When Redis is away
    /// it stays, and is run.
    /// </summary>
    public async Task PutBackAsync(QueuePause pause, ICollection<Delivery> deliveries, CancellationToken cancellationToken)
    {
        foreach (var paused in deliveries.Where(delivery => pause.Covers(delivery.Message.Priority)).ToLookup(delivery => delivery.Message.Priority, StringComparer.Ordinal))
        {
            try
            {
                await redis.EvaluateAsync(
                    PutBackScript,
                    [keys.Workers, keys.Ready(paused.Key), keys.TaskPrefix],
                    [
                        RedisKeys.Group,
                        registration.WorkerId,
                        paused.Key,
                        .. paused.SelectMany(delivery => new RedisValue[] { delivery.Receipt, delivery.Message.Id }),
                    ],
                    cancellationToken).ConfigureAwait(false);
            }
            catch (StreaqStoreException)
            {
                continue;
            }

            foreach (var delivery in paused)
            {
                deliveries.Remove(delivery);
            }
        }
    }

    private async Task ReadAsync(QueuePause pause, int room, ICollection<Delivery> deliveries, CancellationToken cancellationToken)
    {
        for (var i = 0; i < registration.Priorities.Count && deliveries.Count < room; i++)
        {
            if (!pause.Covers(registration.Priorities[i]))
            {
                await read(i, room - deliveries.Count, deliveries, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
