using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Puts ready tasks of one priority into the queue, in one call of <c>enqueue</c>.</summary>
internal sealed class PriorityEnqueue(IScripts redis, RedisKeys keys)
{
    private static readonly LuaScript EnqueueScript = LuaScript.Named("enqueue");

    [ThreadStatic]
    private static List<RedisValue>? t_values;

    /// <param name="tasks">Tasks of one priority.</param>
    /// <param name="standing">Receives the tasks that stand for them.</param>
    public async Task AddAllAsync(IReadOnlyList<NewTask> tasks, List<StandingTask> standing)
    {
        var known = await CallAsync(tasks, 0, tasks.Count, isSentWhole: false, CancellationToken.None).ConfigureAwait(false);
        for (var i = 0; i < tasks.Count; i++)
        {
            standing.Add(new(tasks[i].Message.Id, IsNew: true));
        }

        for (var i = 0; i + 1 < known.Length; i += 2)
        {
            var place = (int)known[i] - 1;
            standing[place] = new((string?)known[i + 1] is { Length: > 0 } holder ? holder : standing[place].Id, IsNew: false);
        }
    }

    /// <param name="tasks">Tasks, of which those from <paramref name="first"/> on are of one priority.</param>
    /// <param name="first">The first to write.</param>
    /// <param name="end">The index after the last.</param>
    /// <param name="ids">Receives the ids of the tasks that stand for them, in the same places.</param>
    /// <param name="isSentWhole">See <see cref="LuaScript.Whole"/>.</param>
    /// <param name="cancellationToken">The caller's.</param>
    public async Task AddAsync(
        IReadOnlyList<NewTask> tasks, int first, int end, string[] ids, bool isSentWhole, CancellationToken cancellationToken)
    {
        var known = await CallAsync(tasks, first, end, isSentWhole, cancellationToken).ConfigureAwait(false);
        for (var i = first; i < end; i++)
        {
            ids[i] = tasks[i].Message.Id;
        }

        for (var i = 0; i + 1 < known.Length; i += 2)
        {
            if ((string?)known[i + 1] is { Length: > 0 } holder)
            {
                ids[first + (int)known[i] - 1] = holder;
            }
        }
    }

    /// <returns>
    /// Pairs, only for the tasks that were not added: the place from 1, and the id of the other task that stands for it or nothing.
    /// </returns>
    private async Task<RedisResult[]> CallAsync(
        IReadOnlyList<NewTask> tasks, int first, int end, bool isSentWhole, CancellationToken cancellationToken) =>
        (RedisResult[])(await redis.EvaluateAsync(
            isSentWhole ? EnqueueScript.Whole : EnqueueScript,
            [keys.Ready(tasks[first].Message.Priority), keys.DeduplicationPrefix, keys.TaskPrefix],
            Values(tasks, first, end),
            cancellationToken).ConfigureAwait(false))!;

    /// <summary>Writes into a reused list, since the number of values is known only at the end. Returns an array of that size.</summary>
    private static RedisValue[] Values(IReadOnlyList<NewTask> tasks, int first, int end)
    {
        var values = t_values ??= [];
        values.Clear();
        values.Add(tasks[first].Message.Priority);
        for (var i = first; i < end; i++)
        {
            var task = tasks[i];
            var count = values.Count;
            values.Add(RedisValue.Null);
            if (task is { DeduplicationKey: null, ExpiresIn: null })
            {
                RedisMessage.WriteEntry(task.Message, values);
                values[count] = values.Count - count - 1;
                continue;
            }

            values.Add(task.DeduplicationKey ?? "");
            values.Add(Milliseconds.OrZero(task.ExpiresIn));
            RedisMessage.WriteEntry(task.Message, values);
            values[count] = -(values.Count - count - 3);
        }

        RedisValue[] exact = [.. values];
        values.Clear();
        return exact;
    }
}
