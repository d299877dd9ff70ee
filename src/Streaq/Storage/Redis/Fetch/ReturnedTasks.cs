using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Makes the tasks ready that a worker holds who leaves or whose lease has run out.</summary>
internal sealed class ReturnedTasks(RedisConnection redis, RedisKeys keys)
{
    private static readonly LuaScript GiveBackScript = LuaScript.Named("give_back");

    private readonly ReclaimPasses _passes = new();

    /// <summary>A lease has gone without having run out: only a look through all that is pending finds what it leaves.</summary>
    public void LookThroughAll() => _passes.LookThroughAll();

    /// <summary>Gives back all that the worker holds, and ends its lease.</summary>
    /// <returns>How many tasks.</returns>
    public async Task<int> GiveBackAsync(WorkerRegistration worker, CancellationToken cancellationToken)
    {
        var given = await CallAsync(
            worker.WorkerId, worker.Priorities, int.MaxValue, isThorough: true, cancellationToken).ConfigureAwait(false);
        return given.Length / 3;
    }

    /// <summary>Gives back what workers hold whose lease has run out.</summary>
    public async ValueTask<IReadOnlyList<ReclaimedTask>> ReclaimAsync(
        IReadOnlyList<string> priorities, int limit, CancellationToken cancellationToken)
    {
        var given = await CallAsync("", priorities, limit, _passes.IsThorough, cancellationToken).ConfigureAwait(false);
        _passes.Learn(given.Length / 3, limit);
        var reclaimed = new List<ReclaimedTask>(given.Length / 3);
        for (var i = 0; i + 2 < given.Length; i += 3)
        {
            reclaimed.Add(new ReclaimedTask(given[i], given[i + 1], given[i + 2].Length > 0 ? given[i + 2] : null));
        }

        return reclaimed;
    }

    private async Task<string[]> CallAsync(
        string worker, IReadOnlyList<string> priorities, int limit, bool isThorough, CancellationToken cancellationToken) =>
        (string[])(await redis.EvaluateAsync(
            GiveBackScript,
            [keys.Workers, keys.TaskPrefix, keys.AttemptsPrefix, .. priorities.Select(keys.Ready)],
            [RedisKeys.Group, worker, limit, isThorough ? 1 : 0, .. priorities.Select(priority => (RedisValue)priority)],
            cancellationToken).ConfigureAwait(false))!;
}
