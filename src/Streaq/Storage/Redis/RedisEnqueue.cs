using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Puts tasks into the queue: those of a priority in one call, each scheduled one in its own, all on their way at once.</summary>
internal sealed class RedisEnqueue(RedisConnection redis, RedisKeys keys)
{
    [ThreadStatic]
    private static List<RedisValue>? t_values;

    /// <returns>The id of the task that stands for it.</returns>
    public async ValueTask<string> OneAsync(NewTask task, CancellationToken cancellationToken)
    {
        if (task.IsScheduled)
        {
            return await ScheduleAsync(task, cancellationToken).ConfigureAwait(false);
        }

        var known = await AddAsync([task], 0, 1, cancellationToken).ConfigureAwait(false);
        return known.Length == 0 ? task.Message.Id : Holder(known, 0) ?? task.Message.Id;
    }

    /// <returns>The ids of the tasks that stand for them.</returns>
    public async ValueTask<string[]> ManyAsync(IReadOnlyList<NewTask> tasks, CancellationToken cancellationToken)
    {
        var ids = new string[tasks.Count];
        var calls = new List<(int First, Task<RedisResult[]> Call)>();
        var batches = new List<Task>();
        var scheduled = new List<(int Index, Task<string> Call)>();
        for (var i = 0; i < tasks.Count;)
        {
            if (EnqueueBatch.TryMake(tasks, i, keys) is { } batch)
            {
                batches.Add(redis.EvaluateAsync(LuaScript.EnqueueBatch, batch.Keys, batch.Values, cancellationToken));
                for (var next = i + batch.Count; i < next; i++)
                {
                    ids[i] = tasks[i].Message.Id;
                }

                continue;
            }

            if (tasks[i].IsScheduled)
            {
                scheduled.Add((i, ScheduleAsync(tasks[i], cancellationToken)));
                i++;
                continue;
            }

            var end = i + 1;
            while (end < tasks.Count && end - i < BatchPart.Size && !tasks[end].IsScheduled
                && string.Equals(tasks[end].Message.Priority, tasks[i].Message.Priority, StringComparison.Ordinal))
            {
                end++;
            }

            calls.Add((i, AddAsync(tasks, i, end, cancellationToken)));
            for (; i < end; i++)
            {
                ids[i] = tasks[i].Message.Id;
            }
        }

        foreach (var batch in batches)
        {
            await batch.ConfigureAwait(false);
        }

        foreach (var (first, call) in calls)
        {
            var known = await call.ConfigureAwait(false);
            for (var i = 0; i + 1 < known.Length; i += 2)
            {
                ids[first + (int)known[i] - 1] = Holder(known, i) ?? ids[first + (int)known[i] - 1];
            }
        }

        foreach (var (index, call) in scheduled)
        {
            ids[index] = await call.ConfigureAwait(false);
        }

        return ids;
    }

    private static string? Holder(RedisResult[] known, int pair) => (string?)known[pair + 1] is { Length: > 0 } holder ? holder : null;

    private async Task<RedisResult[]> AddAsync(IReadOnlyList<NewTask> tasks, int first, int end, CancellationToken cancellationToken)
    {
        var priority = tasks[first].Message.Priority;
        var taskKeys = new RedisKey[2 + end - first];
        taskKeys[0] = keys.Ready(priority);
        taskKeys[1] = keys.DeduplicationPrefix;
        // How many values the messages have shows as they are written; only the exact array leaves this method.
        var values = t_values ??= [];
        values.Clear();
        values.Add(priority);
        for (var i = first; i < end; i++)
        {
            var task = tasks[i];
            taskKeys[2 + i - first] = keys.Task(task.Message.Id);
            values.Add(task.DeduplicationKey ?? "");
            values.Add(Milliseconds(task.ExpiresIn));
            var count = values.Count;
            values.Add(RedisValue.Null);
            RedisMessage.WriteEntry(task.Message, values);
            values[count] = values.Count - count - 1;
        }

        RedisValue[] exact = [.. values];
        values.Clear();
        var answer = await redis.EvaluateAsync(LuaScript.Enqueue, taskKeys, exact, cancellationToken).ConfigureAwait(false);
        return (RedisResult[])answer!;
    }

    private async Task<string> ScheduleAsync(NewTask task, CancellationToken cancellationToken)
    {
        var id = task.Message.Id;
        var key = keys.Task(id);
        var values = new List<RedisValue>
        {
            id,
            task.At is null ? "in" : "at",
            task.At?.ToUnixTimeMilliseconds() ?? Milliseconds(task.Delay),
            task.DeduplicationKey ?? "",
            Milliseconds(task.ExpiresIn),
        };
        RedisMessage.WriteHash(task.Message, values);
        var holder = await redis.EvaluateAsync(
            LuaScript.Schedule,
            [keys.Scheduled, key, task.DeduplicationKey is { } dedup ? keys.Deduplication(dedup) : key, keys.DueChannel],
            [.. values],
            cancellationToken).ConfigureAwait(false);
        return (string?)holder ?? id;
    }

    internal static long Milliseconds(TimeSpan? time) => time is { } value ? (long)Math.Ceiling(value.TotalMilliseconds) : 0;
}
