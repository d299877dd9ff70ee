using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>
/// What workers are told beside their tasks: pauses, and requests to abort. Redis publishes both at once, and each renewal repeats them.
/// </summary>
internal sealed class WorkerNotices(PauseWatch pauses, RedisAborts aborts)
{
    public PauseWatch Pauses => pauses;

    /// <summary>Has this process told of both. A Redis that is too full for it is no obstacle, since renewals tell the same.</summary>
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

    /// <summary>Takes over what a join or a renewal was answered.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="requestsBefore">The requests to abort that were known before the call.</param>
    /// <param name="paused">What is paused.</param>
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
