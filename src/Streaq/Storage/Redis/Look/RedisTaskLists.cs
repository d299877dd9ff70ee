using System.Globalization;
using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>
/// Lists of tasks by state, from sorted sets, the streams and the dead letters. Ended tasks have no index, which would cost every task a
/// command, so a list of them scans all keys.
/// </summary>
internal sealed class RedisTaskLists(RedisConnection redis, RedisKeys keys, RedisDeadLetters deadLetters)
{
    private static readonly LuaScript ListReadyScript = LuaScript.Named("list_ready");
    private static readonly LuaScript ListRunningScript = LuaScript.Named("list_running");
    private static readonly LuaScript ListParkedScript = LuaScript.Named("list_parked");
    private static readonly LuaScript ScanScript = LuaScript.Named("scan_tasks");

    /// <summary>Keys per call of <c>scan_tasks</c>: about a millisecond of Redis.</summary>
    private const int ScanCount = 1_000;

    public ValueTask<TaskList> ListAsync(TaskListQuery query, CancellationToken cancellationToken) => query.State switch
    {
        TaskState.Scheduled => ScheduledAsync(query, cancellationToken),
        TaskState.Waiting => WaitingAsync(query, cancellationToken),
        TaskState.Ready or TaskState.Running => StreamsAsync(query, cancellationToken),
        TaskState.Failed => FailedAsync(query, cancellationToken),
        _ => ScanAsync(query, cancellationToken),
    };

    private async ValueTask<TaskList> ScheduledAsync(TaskListQuery query, CancellationToken cancellationToken)
    {
        var tasks = new List<KeyValuePair<string, TaskSnapshot>>();
        var last = await AddParkedAsync(keys.Scheduled, query, query.Place(), tasks, cancellationToken).ConfigureAwait(false);
        return new TaskList(tasks, last is { } place ? $"{place.Id}:{place.Time}" : null);
    }

    /// <summary>
    /// Lists first tasks that wait for others, then tasks that wait for their limits. The continuation begins with the index of the set.
    /// </summary>
    private async ValueTask<TaskList> WaitingAsync(TaskListQuery query, CancellationToken cancellationToken)
    {
        RedisKey[] sets = [keys.Waiting, keys.Limited];
        var (first, time) = query.Place();
        var set = first.Length == 0 ? 0 : first[0] - '0';
        if (set < 0 || set >= sets.Length || first.Length == 1)
        {
            throw TaskListQuery.Foreign();
        }

        var tasks = new List<KeyValuePair<string, TaskSnapshot>>();
        for (var after = (Id: first.Length == 0 ? "" : first[1..], Time: time); set < sets.Length; set++, after = ("", ""))
        {
            var rest = query with { Limit = query.Limit - tasks.Count };
            if (await AddParkedAsync(sets[set], rest, after, tasks, cancellationToken).ConfigureAwait(false) is { } last)
            {
                return new TaskList(tasks, $"{set}{last.Id}:{last.Time}");
            }
        }

        return new TaskList(tasks, Continuation: null);
    }

    /// <returns>The last task of the page and its time; <see langword="null"/> when the set has no more.</returns>
    private async ValueTask<(string Id, string Time)?> AddParkedAsync(
        RedisKey set,
        TaskListQuery query,
        (string Id, string Time) after,
        List<KeyValuePair<string, TaskSnapshot>> into,
        CancellationToken cancellationToken)
    {
        var (id, time) = after;
        if (id.Length > 0 && !IsScore(time))
        {
            throw TaskListQuery.Foreign();
        }

        var page = (RedisResult[])(await redis.EvaluateAsync(
            ListParkedScript, [set, keys.TaskPrefix], [id, time, query.Limit], cancellationToken).ConfigureAwait(false))!;
        foreach (var task in page)
        {
            var parts = (RedisResult[])task!;
            (id, time) = ((string)parts[0]!, (string)parts[1]!);
            if (((RedisResult[])parts[2]!).Length > 0)
            {
                into.Add(new(id, RedisLookUp.Parked(query.State, parts[2])));
            }
        }

        return page.Length == query.Limit ? (id, time) : null;
    }

    private async ValueTask<TaskList> StreamsAsync(TaskListQuery query, CancellationToken cancellationToken)
    {
        var (priority, after) = query.Place();
        var first = priority.Length == 0 ? 0 : query.Priorities.ToList().IndexOf(priority);
        if (first < 0 || (after.Length > 0 && !IsEntry(after)))
        {
            throw TaskListQuery.Foreign();
        }

        var tasks = new List<KeyValuePair<string, TaskSnapshot>>(query.Limit);
        for (var i = first; i < query.Priorities.Count; i++, after = "")
        {
            priority = query.Priorities[i];
            var page = await StreamAsync(query.State, priority, after, query.Limit - tasks.Count, cancellationToken).ConfigureAwait(false);
            foreach (var task in page)
            {
                var parts = (RedisResult[])task!;
                after = (string)parts[0]!;
                var snapshot = query.State is TaskState.Ready
                    ? RedisLookUp.Ready(priority, parts[0], parts[1])
                    : Running(priority, parts);
                tasks.Add(new(snapshot.Message!.Id, snapshot));
            }

            if (tasks.Count == query.Limit)
            {
                return new TaskList(tasks, $"{priority}:{after}");
            }
        }

        return new TaskList(tasks, Continuation: null);
    }

    private static TaskSnapshot Running(string priority, RedisResult[] parts)
    {
        var running = RedisLookUp.Running(priority, parts[0], parts[4], (string)parts[1]!, (string)parts[2]!, (string)parts[3]!);
        return running with { Progress = RedisProgress.Parse((string)parts[5]!)?.Progress };
    }

    private async Task<RedisResult[]> StreamAsync(
        TaskState state, string priority, string after, int limit, CancellationToken cancellationToken)
    {
        var answer = state is TaskState.Ready
            ? await redis.EvaluateAsync(
                ListReadyScript, [keys.Ready(priority)], [RedisKeys.Group, after, limit], cancellationToken).ConfigureAwait(false)
            : await redis.EvaluateAsync(
                ListRunningScript,
                [keys.Ready(priority), keys.AttemptsPrefix],
                [RedisKeys.Group, after, limit],
                cancellationToken).ConfigureAwait(false);
        return (RedisResult[])answer!;
    }

    private async ValueTask<TaskList> FailedAsync(TaskListQuery query, CancellationToken cancellationToken)
    {
        var offset = TaskListQuery.Count(query.Continuation ?? "0");
        var letters = await deadLetters.ListAsync(offset, query.Limit, cancellationToken).ConfigureAwait(false);
        return new TaskList(
            [.. letters.Select(letter => KeyValuePair.Create(letter.Message.Id, TaskListQuery.SnapshotFrom(letter)))],
            letters.Count == query.Limit ? (offset + query.Limit).ToString(CultureInfo.InvariantCulture) : null);
    }

    /// <summary>The continuation is the cursor, and how many of the tasks found there were in the page before.</summary>
    private async ValueTask<TaskList> ScanAsync(TaskListQuery query, CancellationToken cancellationToken)
    {
        var place = query.Place();
        var (cursor, passed) = place.First.Length == 0 ? ("0", 0) : (place.First, TaskListQuery.Count(place.Second));
        if (!ulong.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            throw TaskListQuery.Foreign();
        }

        var wanted = Tasks.OutcomeName.For(OutcomeOf(query.State));
        var tasks = new List<KeyValuePair<string, TaskSnapshot>>();
        do
        {
            var answer = (RedisResult[])(await redis.EvaluateAsync(
                ScanScript, [(RedisKey)keys.TaskPrefix], [cursor, ScanCount, wanted], cancellationToken).ConfigureAwait(false))!;
            foreach (var task in ((RedisResult[])answer[1]!).Skip(passed))
            {
                if (tasks.Count == query.Limit)
                {
                    return new TaskList(tasks, $"{cursor}:{passed}");
                }

                var parts = (RedisResult[])task!;
                tasks.Add(new((string)parts[0]!, RedisLookUp.Ended((string)parts[0]!, (byte[])parts[1]!)));
                passed++;
            }

            (cursor, passed) = ((string)answer[0]!, 0);
        }
        while (cursor is not "0");

        return new TaskList(tasks, Continuation: null);
    }

    private static TaskOutcome OutcomeOf(TaskState state) => state switch
    {
        TaskState.Succeeded => TaskOutcome.Success,
        TaskState.Aborted => TaskOutcome.Aborted,
        _ => TaskOutcome.Expired,
    };

    /// <summary>Whether the text is a time as Redis writes it in a sorted set, with fractions of a millisecond.</summary>
    private static bool IsScore(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var score)
        && double.IsFinite(score);

    private static bool IsEntry(string text) =>
        text.Split('-') is [var time, var number]
        && ulong.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        && ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
