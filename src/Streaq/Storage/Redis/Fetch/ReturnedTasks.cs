using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Makes the tasks ready again that a worker holds when it leaves or when its lease has expired.</summary>
internal sealed class ReturnedTasks(RedisConnection redis, RedisKeys keys)
{
    private static readonly LuaScript GiveBackScript = LuaScript.Named("give_back");

    /// <summary>
    /// One in this many passes looks through all pending entries for those of workers without a lease. Usually an expired lease shows that
    /// there are some. Only when leases were deleted, by hand or with all data of Redis, nothing shows it. The script skips the look when
    /// another worker has looked lately.
    /// </summary>
    private const int ThoroughEvery = 20;

    private int _untilThorough;
    private int _urgent;
    private int _answered;

    /// <summary>Requests a look through all pending entries, since a lease is gone before it expired: only that finds its tasks.</summary>
    public void LookThroughAll() => Interlocked.Increment(ref _urgent);

    /// <summary>Gives back all tasks that the worker holds, and ends its lease.</summary>
    /// <returns>The number of tasks.</returns>
    public async Task<int> GiveBackAllAsync(WorkerRegistration worker, CancellationToken cancellationToken)
    {
        var given = await GiveBackAsync(worker, cancellationToken).ConfigureAwait(false);
        // Redis may not have noticed yet that the reader is closed, and may have handed it a task that was just given back.
        for (var again = given; again > 0;)
        {
            again = await GiveBackAsync(worker, cancellationToken).ConfigureAwait(false);
        }

        return given;
    }

    /// <summary>Gives back the tasks of workers with an expired lease.</summary>
    public async ValueTask<IReadOnlyList<ReclaimedTask>> ReclaimAsync(
        IReadOnlyList<string> priorities, int limit, CancellationToken cancellationToken)
    {
        var urgent = Volatile.Read(ref _urgent);
        var look = urgent != _answered ? Look.Always : _untilThorough == 0 ? Look.UnlessLately : Look.AfterExpiry;
        var given = await CallAsync("", priorities, limit, look, cancellationToken).ConfigureAwait(false);
        _answered = urgent;
        _untilThorough = look == Look.AfterExpiry ? Math.Max(0, _untilThorough - 1) : ThoroughEvery - 1;
        if (given.Length / 3 >= limit)
        {
            // More may be left.
            LookThroughAll();
        }

        var reclaimed = new List<ReclaimedTask>(given.Length / 3);
        for (var i = 0; i + 2 < given.Length; i += 3)
        {
            reclaimed.Add(new ReclaimedTask(given[i], given[i + 1], given[i + 2].Length > 0 ? given[i + 2] : null));
        }

        return reclaimed;
    }

    private async Task<int> GiveBackAsync(WorkerRegistration worker, CancellationToken cancellationToken)
    {
        var given = await CallAsync(
            worker.WorkerId, worker.Priorities, int.MaxValue, Look.Always, cancellationToken).ConfigureAwait(false);
        return given.Length / 3;
    }

    private async Task<string[]> CallAsync(
        string worker, IReadOnlyList<string> priorities, int limit, Look look, CancellationToken cancellationToken) =>
        (string[])(await redis.EvaluateAsync(
            GiveBackScript,
            [keys.Workers, keys.TaskPrefix, keys.AttemptsPrefix, keys.Looked, .. priorities.Select(keys.Ready)],
            [RedisKeys.Group, worker, limit, (int)look, .. priorities.Select(priority => (RedisValue)priority)],
            cancellationToken).ConfigureAwait(false))!;

    /// <summary>When to look through all pending entries. The script knows the values by their numbers.</summary>
    private enum Look
    {
        AfterExpiry = 0,
        UnlessLately = 1,
        Always = 2,
    }
}
