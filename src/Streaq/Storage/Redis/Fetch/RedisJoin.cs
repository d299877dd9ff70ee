namespace Streaq.Storage.Redis;

/// <summary>Registers a worker and creates its lease.</summary>
internal sealed class RedisJoin(
    RedisConnection redis, RedisKeys keys, RedisClock clock, StoreOptions options, WorkerNotices notices, ReturnedTasks returned)
{
    public async ValueTask<IWorkerLease> JoinAsync(WorkerRegistration worker, CancellationToken cancellationToken)
    {
        var term = new LeaseTerm(redis, keys, clock, notices, worker);
        var fetch = new ReadyFetch(redis, keys, clock, notices.Pauses, term, worker);
        var lease = new RedisWorkerLease(
            term,
            fetch,
            new RedisAdmission(redis, keys, worker.WorkerId, fetch.Held),
            new RedisSettlement(redis, keys, options, worker.WorkerId),
            new RedisAttemptNotes(redis, keys, worker.WorkerId),
            returned);
        try
        {
            await fetch.OpenAsync().ConfigureAwait(false);
            await term.JoinAsync(fetch.Streams, cancellationToken).ConfigureAwait(false);
            return lease;
        }
        catch
        {
            await lease.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
