using StackExchange.Redis;
using Streaq.Tasks;

namespace Streaq.Storage.Redis;

/// <summary>All queues of this Redis, from the list. Until the list is complete, a scan for their keys adds queues to it.</summary>
internal sealed class RedisQueues(RedisConnection redis, StoreOptions options, RedisQueueNames names, RedisClock clock) : IQueueDirectory
{
    /// <summary>Keys per call: less than a millisecond of Redis, which serves others in between.</summary>
    private const int ScanCount = 1_000;

    public async ValueTask<bool> HasThisAsync(IReadOnlyList<string> priorities, CancellationToken cancellationToken)
    {
        if (await IsThereAsync(options.Queue, priorities, cancellationToken).ConfigureAwait(false) is true)
        {
            // A producer of an older version may have created it after the list was complete.
            names.Use();
            return true;
        }

        return (await FindAsync(cancellationToken).ConfigureAwait(false)).Contains(options.Queue);
    }

    public async ValueTask<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken) =>
        [.. (await FindAsync(cancellationToken).ConfigureAwait(false)).Select(queue => queue.Key).Order(StringComparer.Ordinal)];

    public async ValueTask<IReadOnlyList<QueueSight>> ListAsync(CancellationToken cancellationToken)
    {
        var found = await FindAsync(cancellationToken).ConfigureAwait(false);
        return await Task.WhenAll(found.OrderBy(queue => queue.Key, StringComparer.Ordinal).Select(queue => ReadAsync(
            queue.Key, [.. queue.OfType<string>().Order(StringComparer.Ordinal)], cancellationToken))).ConfigureAwait(false);
    }

    /// <returns>For the name of each queue, the priorities that it has streams of, once each.</returns>
    private async Task<ILookup<string, string?>> FindAsync(CancellationToken cancellationToken)
    {
        var listed = await names.ReadAsync(cancellationToken).ConfigureAwait(false);
        var found = listed?.Found ?? [];
        if (listed is not { IsWhole: true })
        {
            try
            {
                found.UnionWith(await WalkAsync(cancellationToken).ConfigureAwait(false));
                await names.KeepAsync(found, cancellationToken).ConfigureAwait(false);
            }
            catch (StreaqStoreException e) when (!e.IsTransient && found.Count > 0)
            {
                // The user has no right to SCAN. The list has the queues that processes of this version have added.
            }
        }

        return await DropGoneAsync(found.ToLookup(key => key.Queue, key => key.Priority, StringComparer.Ordinal), cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Scans all primaries. Redis may return a key twice, and two primaries may return a key whose slot moves.</summary>
    private async Task<IEnumerable<(string Queue, string? Priority)>> WalkAsync(CancellationToken cancellationToken)
    {
        // When no primary is connected, the call without one fails like any other call.
        var found = await Task.WhenAll(
            redis.Primaries.DefaultIfEmpty().Select(primary => ScanAsync(primary, cancellationToken))).ConfigureAwait(false);
        return found.SelectMany(keys => keys).Distinct();
    }

    /// <summary>Removes queues that have no keys any more from the list.</summary>
    private async Task<ILookup<string, string?>> DropGoneAsync(ILookup<string, string?> listed, CancellationToken cancellationToken)
    {
        var there = await Task.WhenAll(listed.Select(queue => IsThereAsync(queue.Key, queue.OfType<string>(), cancellationToken)))
            .ConfigureAwait(false);
        var members = listed.Zip(there).ToLookup(
            queue => queue.Second is not false, queue => queue.First.Select(priority => (Queue: queue.First.Key, Priority: priority)));
        var gone = members[false].SelectMany(queue => queue).ToList();
        if (gone.Count > 0)
        {
            await names.DropAsync(gone, cancellationToken).ConfigureAwait(false);
        }

        return members[true].SelectMany(queue => queue).ToLookup(key => key.Queue, key => key.Priority, StringComparer.Ordinal);
    }

    /// <returns><see langword="null"/> when this process has no right to read the keys.</returns>
    private async Task<bool?> IsThereAsync(string queue, IEnumerable<string> priorities, CancellationToken cancellationToken)
    {
        var keys = new RedisKeys(queue);
        object[] usual = [keys.Priorities, keys.Scheduled, keys.Schedules, keys.Paused, .. priorities.Select(of => (object)keys.Ready(of))];
        return await redis.TryExecuteAsync("EXISTS", usual, cancellationToken).ConfigureAwait(false) is { } count ? (long)count > 0 : null;
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
            // A user may have rights to the keys of some queues only, while SCAN returns the names of all.
            return new QueueSight(queue, Counts: null, Workers: 0);
        }
    }
}
