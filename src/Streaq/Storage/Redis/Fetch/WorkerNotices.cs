using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>
/// Notifies workers of pauses and of requests to abort. Redis publishes both at once, and each renewal repeats them.
/// </summary>
internal sealed class WorkerNotices(PauseWatch pauses, RedisAborts aborts)
{
    public PauseWatch Pauses => pauses;

    /// <summary>Subscribes this process to both. A Redis too full for a subscription is no obstacle: renewals return the same.</summary>
    /// <returns><see langword="false"/> when Redis refused for now.</returns>
    public async Task<bool> TryFollowAsync(WorkerRegistration worker, CancellationToken cancellationToken)
    {
        try
        {
            await pauses.SubscribedAsync().WaitOrAbandonAsync(cancellationToken).ConfigureAwait(false);
            await aborts.FollowAsync(worker.WorkerId, worker.Aborts).WaitOrAbandonAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (StreaqStoreException e) when (RedisFailure.IsFull(e))
        {
            return false;
        }
    }

    public void Forget(WorkerRegistration worker) => aborts.Forget(worker.WorkerId);

    /// <summary>Takes over the answer to a join or a renewal.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="requestsBefore">The requests to abort that were known before the call.</param>
    /// <param name="paused">The pauses.</param>
    /// <param name="requests">The requests to abort; <see langword="null"/> for a worker that has just joined.</param>
    public void Learn(WorkerRegistration worker, IReadOnlyCollection<string> requestsBefore, RedisResult paused, RedisResult? requests)
    {
        pauses.Learn(PauseWatch.Parse(paused));
        if (requests is not null)
        {
            worker.Aborts.Learn(requestsBefore, RedisAborts.Parse(requests));
        }
    }
}
