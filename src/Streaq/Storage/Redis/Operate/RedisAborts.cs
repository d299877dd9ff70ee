using System.Collections.Concurrent;
using System.Text;
using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Aborts tasks, and notifies the workers of this process of requests to abort theirs.</summary>
/// <remarks>The next renewal of the worker's lease makes up for a lost message: its answer has all requests.</remarks>
internal sealed class RedisAborts(RedisConnection redis, RedisKeys keys, EndWatch ends)
{
    private static readonly LuaScript AbortScript = LuaScript.Named("abort");
    private readonly ConcurrentDictionary<string, AbortRequests> _workers = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private Task? _subscribed;

    /// <summary>Subscribes the worker to requests. Awaited before it joins.</summary>
    public Task FollowAsync(string worker, AbortRequests requests)
    {
        _workers[worker] = requests;
        lock (_gate)
        {
            return _subscribed is { IsFaulted: false } ? _subscribed : _subscribed = redis.SubscribeAsync(keys.AbortChannel, Told);
        }
    }

    public void Forget(string worker) => _workers.TryRemove(worker, out _);

    public async ValueTask<AbortResult> AbortAsync(
        string taskId, string abortedBy, CancellationToken giveUp, CancellationToken cancellationToken)
    {
        var takenOut = false;
        var record = await ends.WaitAsync(
            taskId,
            async line =>
            {
                var batch = keys.BatchOf(taskId);
                var answer = await redis.EvaluateAsync(
                    AbortScript,
                    [
                        keys.Task(taskId),
                        batch.Key,
                        keys.ReadyPrefix,
                        keys.DeduplicationPrefix,
                        keys.Scheduled,
                        keys.Waiting,
                        keys.Aborts,
                        keys.AbortChannel,
                    ],
                    [
                        RedisKeys.Group,
                        taskId,
                        batch.Place,
                        (long)AbortResult.RecordTtl.TotalMilliseconds,
                        keys.EndedPrefix,
                        line,
                        abortedBy,
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
        return new AbortResult(record, takenOut);
    }

    /// <summary>Reads the requests in the answer to a renewal: for each, the task's id, its entry and the aborter.</summary>
    public static IReadOnlyList<AbortRequest> Parse(RedisResult told)
    {
        var parts = (string[])told!;
        var requests = new AbortRequest[parts.Length / 3];
        for (var i = 0; i < requests.Length; i++)
        {
            requests[i] = Request(parts[3 * i], parts[(3 * i) + 1], parts[(3 * i) + 2]);
        }

        return requests;
    }

    private static AbortRequest Request(string taskId, string entry, string abortedBy) =>
        new(taskId, Encoding.UTF8.GetBytes(entry), abortedBy);

    private void Told(byte[] message)
    {
        if (Encoding.UTF8.GetString(message).Split('\n') is [var worker, var taskId, var entry, var abortedBy]
            && _workers.TryGetValue(worker, out var requests))
        {
            requests.Add(Request(taskId, entry, abortedBy));
        }
    }
}
