using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Keeps a worker's member of the sorted set of workers: a join adds it, renewals extend it.</summary>
internal sealed class LeaseTerm(RedisConnection redis, RedisKeys keys, RedisClock clock, WorkerNotices notices, WorkerRegistration worker)
{
    private static readonly LuaScript JoinScript = LuaScript.Named("join");
    private static readonly LuaScript RenewScript = LuaScript.Named("renew");

    private bool _follows;

    public WorkerRegistration Worker => worker;

    /// <summary>Gives the worker its lease, and creates the consumer group on the streams.</summary>
    public async Task JoinAsync(RedisKey[] streams, CancellationToken cancellationToken)
    {
        _follows = await notices.TryFollowAsync(worker, cancellationToken).ConfigureAwait(false);
        await AskAsync(
            JoinScript,
            [keys.Workers, keys.Paused, keys.Priorities, keys.Worker(worker.WorkerId), .. streams],
            [RedisKeys.Group, .. RedisWorkers.Details(worker)],
            cancellationToken).ConfigureAwait(false);
    }

    /// <returns><see langword="false"/> when the lease is gone.</returns>
    public async Task<bool> RenewAsync(CancellationToken cancellationToken)
    {
        var isHeld = await AskAsync(
            RenewScript,
            [keys.Workers, keys.Paused, keys.Aborts],
            [worker.MayHoldTasks() ? 1 : 0],
            cancellationToken).ConfigureAwait(false);
        if (isHeld && !_follows)
        {
            _follows = await notices.TryFollowAsync(worker, cancellationToken).ConfigureAwait(false);
        }

        return isHeld;
    }

    /// <summary>Ends the notices to the worker.</summary>
    public void Forget() => notices.Forget(worker);

    private async Task<bool> AskAsync(LuaScript script, RedisKey[] keyed, RedisValue[] details, CancellationToken cancellationToken)
    {
        var sent = clock.Timestamp;
        var requestsBefore = worker.Aborts.Known();
        RedisValue[] values = [worker.WorkerId, (long)worker.LeaseDuration.TotalMilliseconds, .. details];
        var answer = await redis.EvaluateAsync(script, keyed, values, cancellationToken).ConfigureAwait(false);
        if (answer.IsNull)
        {
            return false;
        }

        var parts = (RedisResult[])answer!;
        clock.Learn((long)parts[0], sent);
        notices.Learn(worker, requestsBefore, parts[1], parts.Length > 2 ? parts[2] : null);
        return true;
    }
}
