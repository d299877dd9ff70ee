using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Puts tasks into the queue: those of a priority in one call, each scheduled one in its own, all on their way at once.</summary>
internal sealed class RedisEnqueue
{
    private static readonly LuaScript EnqueueScript = LuaScript.Named("enqueue");
    private static readonly LuaScript EnqueueBatchScript = LuaScript.Named("enqueue_batch");
    private static readonly LuaScript ScheduleScript = LuaScript.Named("schedule");

    [ThreadStatic]
    private static List<RedisValue>? t_values;

    private readonly IScripts _redis;
    private readonly RedisKeys _keys;
    private readonly SharedEnqueue _shared;

    public RedisEnqueue(IScripts redis, RedisKeys keys)
    {
        _redis = redis;
        _keys = keys;
        _shared = new SharedEnqueue(AddAllAsync);
    }

    /// <returns>The id of the task that stands for it.</returns>
    public ValueTask<string> OneAsync(NewTask task, CancellationToken cancellationToken)
    {
        // A deduplication key is the application's, and what is wrong with one must not become another caller's error.
        var call = task.IsScheduled ? ScheduleAsync(task, cancellationToken)
            : task.DeduplicationKey is not null ? AddOneAsync(task)
            : _shared.AddAsync(task);
        return new(cancellationToken.CanBeCanceled ? call.WaitOrAbandonAsync(cancellationToken) : call);
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
            if (EnqueueBatch.TryMake(tasks, i, _keys) is { } batch)
            {
                var next = i + batch.Count;
                var script = batches.Count == 0 && next < tasks.Count ? EnqueueBatchScript.Whole : EnqueueBatchScript;
                batches.Add(_redis.EvaluateAsync(script, batch.Keys, batch.Values, cancellationToken));
                for (; i < next; i++)
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

            var single = calls.Count == 0 && end < tasks.Count ? EnqueueScript.Whole : EnqueueScript;
            calls.Add((i, AddAsync(single, tasks, i, end, cancellationToken)));
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
            Replace(ids, first, await call.ConfigureAwait(false));
        }

        foreach (var (index, call) in scheduled)
        {
            ids[index] = await call.ConfigureAwait(false);
        }

        return ids;
    }

    private async Task<string> AddOneAsync(NewTask task) => (await AddAllAsync([task]).ConfigureAwait(false))[0];

    private async Task<string[]> AddAllAsync(IReadOnlyList<NewTask> tasks)
    {
        var known = await AddAsync(EnqueueScript, tasks, 0, tasks.Count, CancellationToken.None).ConfigureAwait(false);
        var ids = new string[tasks.Count];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = tasks[i].Message.Id;
        }

        Replace(ids, 0, known);
        return ids;
    }

    /// <summary>Puts the ids of those that stand for tasks in their place.</summary>
    private static void Replace(string[] ids, int first, RedisResult[] known)
    {
        for (var i = 0; i + 1 < known.Length; i += 2)
        {
            if ((string?)known[i + 1] is { Length: > 0 } holder)
            {
                ids[first + (int)known[i] - 1] = holder;
            }
        }
    }

    private async Task<RedisResult[]> AddAsync(
        LuaScript script, IReadOnlyList<NewTask> tasks, int first, int end, CancellationToken cancellationToken)
    {
        var priority = tasks[first].Message.Priority;
        // How many values the messages have shows as they are written; only the exact array leaves this method.
        var values = t_values ??= [];
        values.Clear();
        values.Add(priority);
        for (var i = first; i < end; i++)
        {
            var task = tasks[i];
            values.Add(task.DeduplicationKey ?? "");
            values.Add(Milliseconds(task.ExpiresIn));
            var count = values.Count;
            values.Add(RedisValue.Null);
            RedisMessage.WriteEntry(task.Message, values);
            values[count] = values.Count - count - 1;
        }

        RedisValue[] exact = [.. values];
        values.Clear();
        var answer = await _redis.EvaluateAsync(
            script, [_keys.Ready(priority), _keys.DeduplicationPrefix, _keys.TaskPrefix], exact, cancellationToken).ConfigureAwait(false);
        return (RedisResult[])answer!;
    }

    private async Task<string> ScheduleAsync(NewTask task, CancellationToken cancellationToken)
    {
        var id = task.Message.Id;
        var key = _keys.Task(id);
        var values = new List<RedisValue>
        {
            id,
            task.At is null ? "in" : "at",
            task.At?.ToUnixTimeMilliseconds() ?? Milliseconds(task.Delay),
            task.DeduplicationKey ?? "",
            Milliseconds(task.ExpiresIn),
        };
        RedisMessage.WriteHash(task.Message, values);
        var holder = await _redis.EvaluateAsync(
            ScheduleScript,
            [_keys.Scheduled, key, task.DeduplicationKey is { } dedup ? _keys.Deduplication(dedup) : key, _keys.DueChannel],
            [.. values],
            cancellationToken).ConfigureAwait(false);
        return (string?)holder ?? id;
    }

    internal static long Milliseconds(TimeSpan? time) => time is { } value ? (long)Math.Ceiling(value.TotalMilliseconds) : 0;
}
