using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Enqueues tasks: those of a priority in one call, each scheduled one in its own call. All calls run concurrently.</summary>
internal sealed class RedisEnqueue
{
    private static readonly LuaScript EnqueueBatchScript = LuaScript.Named("enqueue_batch");
    private static readonly LuaScript ScheduleScript = LuaScript.Named("schedule");

    private readonly IScripts _redis;
    private readonly RedisKeys _keys;
    private readonly PriorityEnqueue _ready;
    private readonly SharedEnqueue _shared;

    public RedisEnqueue(IScripts redis, RedisKeys keys)
    {
        (_redis, _keys) = (redis, keys);
        _ready = new PriorityEnqueue(redis, keys);
        _shared = new SharedEnqueue(_ready);
    }

    /// <returns>The task that stands for it.</returns>
    public ValueTask<StandingTask> OneAsync(NewTask task, CancellationToken cancellationToken)
    {
        // A deduplication key is the application's. An error in it must not fail other callers in a shared call.
        var call = task.IsScheduled ? new(ScheduleAsync(task, cancellationToken))
            : task.DeduplicationKey is not null ? new(AddOneAsync(task))
            : _shared.AddAsync(task);
        return cancellationToken.CanBeCanceled ? new(call.AsTask().WaitOrAbandonAsync(cancellationToken)) : call;
    }

    /// <returns>The ids of the tasks that stand for them.</returns>
    public async ValueTask<string[]> ManyAsync(IReadOnlyList<NewTask> tasks, CancellationToken cancellationToken)
    {
        var ids = new string[tasks.Count];
        var batches = new List<Task>();
        var calls = new List<Task>();
        var scheduled = new List<(int Index, Task<StandingTask> Call)>();
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
            }
            else if (tasks[i].IsScheduled)
            {
                scheduled.Add((i, ScheduleAsync(tasks[i], cancellationToken)));
                i++;
            }
            else
            {
                var end = EndOfCall(tasks, i);
                calls.Add(_ready.AddAsync(tasks, i, end, ids, calls.Count == 0 && end < tasks.Count, cancellationToken));
                i = end;
            }
        }

        foreach (var call in batches.Concat(calls))
        {
            await call.ConfigureAwait(false);
        }

        foreach (var (index, call) in scheduled)
        {
            ids[index] = (await call.ConfigureAwait(false)).Id;
        }

        return ids;
    }

    /// <summary>Returns the index after the last task that goes into one call with the one at <paramref name="first"/>.</summary>
    private static int EndOfCall(IReadOnlyList<NewTask> tasks, int first)
    {
        var end = first + 1;
        while (end < tasks.Count && end - first < BatchPart.Size && !tasks[end].IsScheduled
            && string.Equals(tasks[end].Message.Priority, tasks[first].Message.Priority, StringComparison.Ordinal))
        {
            end++;
        }

        return end;
    }

    private async Task<StandingTask> AddOneAsync(NewTask task)
    {
        var standing = new List<StandingTask>(1);
        await _ready.AddAllAsync([task], standing).ConfigureAwait(false);
        return standing[0];
    }

    private async Task<StandingTask> ScheduleAsync(NewTask task, CancellationToken cancellationToken)
    {
        var id = task.Message.Id;
        var key = _keys.Task(id);
        var values = new List<RedisValue>
        {
            id,
            task.At is null ? "in" : "at",
            task.DueAt ?? Milliseconds.OrZero(task.Delay),
            task.DeduplicationKey ?? "",
            Milliseconds.OrZero(task.ExpiresIn),
        };
        RedisMessage.WriteHash(task.Message, values);
        var holder = await _redis.EvaluateAsync(
            ScheduleScript,
            [_keys.Scheduled, key, task.DeduplicationKey is { } dedup ? _keys.Deduplication(dedup) : key, _keys.DueChannel],
            [.. values],
            cancellationToken).ConfigureAwait(false);
        return (string?)holder is { } known ? new(known, IsNew: false) : new(id, IsNew: true);
    }
}
