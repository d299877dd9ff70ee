using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Enqueues tasks that wait for others.</summary>
internal sealed class RedisWaiting(IScripts redis, RedisKeys keys)
{
    private static readonly LuaScript EnqueueWaitingScript = LuaScript.Named("enqueue_waiting");

    /// <returns>The tasks that stand for them.</returns>
    /// <exception cref="DependencyRefusedException">
    /// A task would wait for itself, or one of its strict dependencies is unknown.
    /// </exception>
    public async ValueTask<StandingTask[]> EnqueueAsync(IReadOnlyList<NewTask> tasks, CancellationToken cancellationToken)
    {
        var standing = new StandingTask[tasks.Count];
        for (var first = 0; first < tasks.Count; first += ITaskStore.MaxGraph)
        {
            var end = Math.Min(tasks.Count, first + ITaskStore.MaxGraph);
            var answer = await EnqueueAsync(tasks, first, end, cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < answer.Length; i++)
            {
                var id = tasks[first + i].Message.Id;
                standing[first + i] = answer[i].Length == 0 ? new(id, IsNew: true) : new(answer[i], IsNew: false);
            }
        }

        return standing;
    }

    private async Task<string[]> EnqueueAsync(IReadOnlyList<NewTask> tasks, int first, int end, CancellationToken cancellationToken)
    {
        var values = new List<RedisValue> { BatchPart.Size };
        for (var i = first; i < end; i++)
        {
            Write(tasks[i], values);
        }

        var answer = (string[])(await redis.EvaluateAsync(
            EnqueueWaitingScript,
            [keys.TaskPrefix, keys.DeduplicationPrefix, keys.BatchPrefix, keys.Waiting],
            [.. values],
            cancellationToken).ConfigureAwait(false))!;
        // An id has no white space, so no id looks like the refusals.
        return answer switch
        {
            ["refused: unknown", var id, var dependency] => throw DependencyRefusedException.Unknown(id, dependency),
            ["refused: cycle", var id, var dependency] => throw DependencyRefusedException.Cycle(id, dependency),
            _ => answer,
        };
    }

    private static void Write(NewTask task, List<RedisValue> into)
    {
        var dependencies = task.Message.Details.Dependencies;
        into.Add(task.Message.Id);
        into.Add(task.DeduplicationKey ?? "");
        into.Add(task.At is not null ? "at" : task.Delay is not null ? "in" : "");
        into.Add(task.DueAt ?? Milliseconds.OrZero(task.Delay));
        into.Add(Milliseconds.OrZero(task.ExpiresIn));
        into.Add(dependencies is { IsStrict: true } ? "strict" : "");
        into.Add(dependencies is { HasChosenId: true } ? "chosen" : "");
        into.Add(dependencies?.TakesResultOf ?? "");
        into.Add(dependencies?.AnyOutcomeOf ?? "");
        into.Add(task.Message.Details.GroupId ?? "");
        into.Add(dependencies?.Ids.Count ?? 0);
        foreach (var id in dependencies?.Ids ?? [])
        {
            into.Add(id);
        }

        var count = into.Count;
        into.Add(RedisValue.Null);
        RedisMessage.WriteHash(task.Message, into);
        into[count] = into.Count - count - 1;
    }
}
