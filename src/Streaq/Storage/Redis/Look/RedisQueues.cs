using StackExchange.Redis;
using Streaq.Tasks;

namespace Streaq.Storage.Redis;

/// <summary>All queues of this Redis, found by the few keys that each of them has.</summary>
internal sealed class RedisQueues(RedisConnection redis, StoreOptions options, RedisClock clock) : IQueueDirectory
{
    /// <summary>Keys per call: less than a millisecond of Redis, which serves others in between.</summary>
    private const int ScanCount = 1_000;

    public async ValueTask<bool> HasThisAsync(IReadOnlyList<string> priorities, CancellationToken cancellationToken)
    {
        var keys = new RedisKeys(options.Queue);
        object[] usual = [keys.Priorities, keys.Scheduled, keys.Schedules, keys.Paused, .. priorities.Select(of => (object)keys.Ready(of))];
        return (long)await redis.ExecuteAsync("EXISTS", usual, cancellationToken).ConfigureAwait(false) > 0
            || (await FindAsync(cancellationToken).ConfigureAwait(false)).Contains(options.Queue);
    }

    public async ValueTask<IReadOnlyList<QueueSight>> ListAsync(CancellationToken cancellationToken)
    {
        var found = await FindAsync(cancellationToken).ConfigureAwait(false);
        return await Task.WhenAll(found.OrderBy(queue => queue.Key, StringComparer.Ordinal).Select(queue => ReadAsync(
            queue.Key, [.. queue.OfType<string>().Order(StringComparer.Ordinal)], cancellationToken))).ConfigureAwait(false);
    }

    /// <returns>
    /// By the name of each queue the priorities that it has streams of, once each: Redis may name a key twice, and two primaries one whose
    /// slot moves.
    /// </returns>
    private async Task<ILookup<string, string?>> FindAsync(CancellationToken cancellationToken)
    {
        // Where none is connected, the call without one fails as any other does.
        var found = await Task.WhenAll(
            redis.Primaries.DefaultIfEmpty().Select(primary => ScanAsync(primary, cancellationToken))).ConfigureAwait(false);
        return found.SelectMany(keys => keys).Distinct().ToLookup(key => key.Queue, key => key.Priority, StringComparer.Ordinal);
    }

    private async Task<HashSet<(string Queue, string? Priority)>> ScanAsync(IServer? primary, CancellationToken cancellationToken)
    {
        var found = new HashSet<(string Queue, string? Priority)>();
        var cursor = "0";
        do
        {
            var answer = (RedisResult[])(await redis.ExecuteAsync(
                "SCAN", [cursor, "MATCH", RedisKeys.OfAnyQueue, "COUNT", ScanCount], cancellationToken, primary).ConfigureAwait(false))!;
            found.UnionWith(((string[])answer[1]!).Select(RedisKeys.Tell).OfType<(string Queue, string? Priority)>()
                .Where(key => WireName.IsValid(key.Queue) && (key.Priority is null || WireName.IsValid(key.Priority))));
            cursor = (string)answer[0]!;
        }
        while (cursor is not "0");

        return found;
    }

    private async Task<QueueSight> ReadAsync(string queue, IReadOnlyList<string> priorities, CancellationToken cancellationToken)
    {
        var keys = new RedisKeys(queue);
        try
        {
            var counts = await new RedisCounts(redis, keys, options).CountAsync(priorities, cancellationToken).ConfigureAwait(false);
            var workers = await new RedisWorkers(redis, keys, clock).ListAsync(priorities, cancellationToken).ConfigureAwait(false);
            return new QueueSight(queue, counts, workers.Count(worker => worker.IsAlive));
        }
        catch (StreaqStoreException e) when (!e.IsTransient)
        {
            // A user may be allowed the keys of some queues alone, while SCAN tells the names of all.
            return new QueueSight(queue, Counts: null, Workers: 0);
        }
    }
}
