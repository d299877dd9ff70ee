using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Makes the tasks ready that a worker holds who leaves or whose lease has run out.</summary>
internal sealed class ReturnedTasks(RedisConnection redis, RedisKeys keys)
{
    private static readonly LuaScript GiveBackScript = LuaScript.Named("give_back");

    /// <summary>
    /// Each how many passes look through all pending entries for those of workers without a lease. Mostly a lease that has just run out
    /// says so; only if leases were deleted, by hand or with all data of Redis, does nothing.
    /// </summary>
    private const int ThoroughEvery = 20;

    private int _untilThorough;

    /// <summary>A lease has gone without having run out: only a look through all that is pending finds what it leaves.</summary>
    public void LookThroughAll() => _untilThorough = 0;

    /// <summary>Gives back all that the worker holds, and ends its lease.</summary>
    /// <returns>How many tasks.</returns>
    public async Task<int> GiveBackAllAsync(WorkerRegistration worker, CancellationToken cancellationToken)
    {
        var given = await GiveBackAsync(worker, cancellationToken).ConfigureAwait(false);
        // Redis may not have noticed yet that the reader is gone, and have handed it a task that was just given back.
        for (var again = given; again > 0;)
        {
            again = await GiveBackAsync(worker, cancellationToken).ConfigureAwait(false);
        }

        return given;
    }

    /// <summary>Gives back what workers hold whose lease has run out.</summary>
    public async ValueTask<IReadOnlyList<ReclaimedTask>> ReclaimAsync(
        IReadOnlyList<string> priorities, int limit, CancellationToken cancellationToken)
    {
        var isThorough = _untilThorough == 0;
        var given = await CallAsync("", priorities, limit, isThorough, cancellationToken).ConfigureAwait(false);
        // After a pass that found as many as it may take, more may be left.
        _untilThorough = given.Length / 3 >= limit ? 0 : isThorough ? ThoroughEvery - 1 : Math.Max(0, _untilThorough - 1);
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
            worker.WorkerId, worker.Priorities, int.MaxValue, isThorough: true, cancellationToken).ConfigureAwait(false);
        return given.Length / 3;
    }

    private async Task<string[]> CallAsync(
        string worker, IReadOnlyList<string> priorities, int limit, bool isThorough, CancellationToken cancellationToken) =>
        (string[])(await redis.EvaluateAsync(
            GiveBackScript,
            [keys.Workers, keys.TaskPrefix, keys.AttemptsPrefix, .. priorities.Select(keys.Ready)],
            [RedisKeys.Group, worker, limit, isThorough ? 1 : 0, .. priorities.Select(priority => (RedisValue)priority)],
            cancellationToken).ConfigureAwait(false))!;
}
