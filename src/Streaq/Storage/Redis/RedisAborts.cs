using System.Collections.Concurrent;
using System.Text;
using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Aborts tasks, and tells the workers of this process when one of theirs is to end.</summary>
/// <remarks>A message that gets lost is made good by the next renewal of the worker's lease, whose answer has all wishes.</remarks>
internal sealed class RedisAborts(RedisConnection redis, RedisKeys keys, EndWatch ends)
{
    private readonly ConcurrentDictionary<string, AbortWishes> _workers = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private Task? _subscribed;

    /// <summary>From here on a wish is told to the worker; to be awaited before it joins.</summary>
    public Task FollowAsync(string worker, AbortWishes wishes)
    {
        _workers[worker] = wishes;
        lock (_gate)
        {
            return _subscribed is { IsFaulted: false } ? _subscribed : _subscribed = redis.SubscribeAsync(keys.AbortChannel, Told);
        }
    }

    public void Forget(string worker) => _workers.TryRemove(worker, out _);

    public async ValueTask<Abortion> AbortAsync(string taskId, string abortedBy, CancellationToken giveUp, CancellationToken cancellationToken)
    {
        var takenOut = false;
        var record = await ends.WaitAsync(
            taskId,
            async client =>
            {
                var batch = keys.BatchOf(taskId);
                var answer = await redis.EvaluateAsync(
                    LuaScript.Abort,
                    [keys.Task(taskId), batch.Key, keys.ReadyPrefix, keys.DeduplicationPrefix, keys.Scheduled, keys.Waiting, keys.Aborts, keys.AbortChannel],
                    [
                        RedisKeys.Group, taskId, batch.Place, (long)Abortion.RecordTtl.TotalMilliseconds, keys.EndedPrefix, client, abortedBy,
                    ],
                    cancellationToken).ConfigureAwait(false);
                if (answer.IsNull)
                {
                    return null;
                }

                var parts = (RedisResult[])answer!;
                takenOut = string.Equals((string?)parts[0], "aborted", StringComparison.Ordinal);
                return parts.Length > 1 ? (byte[]?)parts[1] : [];
            },
            giveUp,
            cancellationToken).ConfigureAwait(false);
        return new Abortion(record, takenOut);
    }

    /// <summary>The wishes in the answer of a renewal: task ids and, for each, its entry and the aborter.</summary>
    public static IReadOnlyList<AbortWish> Parse(RedisResult told)
    {
        var parts = (string[])told!;
        var wishes = new AbortWish[parts.Length / 3];
        for (var i = 0; i < wishes.Length; i++)
        {
            wishes[i] = Wish(parts[3 * i], parts[(3 * i) + 1], parts[(3 * i) + 2]);
        }

        return wishes;
    }

    private static AbortWish Wish(string taskId, string entry, string abortedBy) => new(taskId, Encoding.UTF8.GetBytes(entry), abortedBy);

    private void Told(byte[] message)
    {
        if (Encoding.UTF8.GetString(message).Split('\n') is [var worker, var taskId, var entry, var abortedBy] && _workers.TryGetValue(worker, out var wishes))
        {
            wishes.Add(Wish(taskId, entry, abortedBy));
        }
    }
}
