using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Fetches tasks for a worker while the queue or some priorities are paused.</summary>
internal sealed class PausedFetch(
    RedisConnection redis, RedisKeys keys, PauseWatch pauses, WorkerRegistration registration, PriorityStreams streams)
{
    /// <summary>A read that waits in Redis does not notice a resumption, so it waits no longer than this.</summary>
    private static readonly TimeSpan LongestBlock = TimeSpan.FromSeconds(1);

    private static readonly LuaScript PutBackScript = LuaScript.Named("put_back");

    /// <summary>Fetches tasks of the priorities that are not paused. Waits for a task, or for a resumption.</summary>
    public async Task FetchAsync(
        QueuePause pause, int room, TimeSpan wait, ICollection<Delivery> deliveries, CancellationToken cancellationToken)
    {
        var changed = pauses.ChangeOf(pause);
        int[] open = [.. Enumerable.Range(0, registration.Priorities.Count).Where(index => !pause.Covers(registration.Priorities[index]))];
        if (open.Length > 0)
        {
            var block = wait < LongestBlock ? wait : LongestBlock;
            await streams.ReadOneByOneAsync(open, room, block, deliveries, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await changed.WaitAsync(wait, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>
    /// Gives back tasks of a read that began before the pause, as if they had never been handed out. When Redis can't be reached, they
    /// stay, and the worker runs them.
    /// </summary>
    public async Task PutBackAsync(QueuePause pause, ICollection<Delivery> deliveries, CancellationToken cancellationToken)
    {
        var covered = deliveries.Where(delivery => pause.Covers(delivery.Message.Priority));
        foreach (var paused in covered.ToLookup(delivery => delivery.Message.Priority, StringComparer.Ordinal))
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
}
