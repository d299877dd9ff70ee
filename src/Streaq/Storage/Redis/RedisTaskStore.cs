using System.Globalization;
using StackExchange.Redis;
using Streaq.Tasks;

namespace Streaq.Storage.Redis;

/// <summary>Tasks on Redis streams.</summary>
internal sealed class RedisTaskStore : ITaskStore
{
    /// <summary>Tasks per call: enough to make the round trip cheap, few enough not to hold Redis up for a millisecond.</summary>
    private const int BatchSize = 128;

    [ThreadStatic]
    private static List<RedisValue>? t_values;

    private readonly RedisConnection _redis;
    private readonly RedisKeys _keys;
    private readonly StoreOptions _options;
    private readonly RedisClock _clock;
    private readonly EndWatch _ends;
    private readonly DueSignal _due;
    private readonly RedisDeadLetters _deadLetters;

    private RedisTaskStore(RedisConnection redis, StoreOptions options, TimeProvider time)
    {
        _redis = redis;
        _options = options;
        _keys = new RedisKeys(options.Queue);
        _clock = new RedisClock(time);
        _ends = new EndWatch(redis, _keys);
        _due = new DueSignal(redis, _keys, time);
        _deadLetters = new RedisDeadLetters(redis, _keys);
    }

    public long Now => _clock.Now;

    public StoreAddress? Address => _redis.Address;

    public static async Task<RedisTaskStore> OpenAsync(string configuration, StoreOptions options, TimeProvider time)
    {
        var redis = await RedisConnection.OpenAsync(configuration, options.Failed).ConfigureAwait(false);
        return new RedisTaskStore(redis, options, time);
    }

    public async ValueTask<string> EnqueueAsync(NewTask task, CancellationToken cancellationToken)
    {
        if (task.IsScheduled)
        {
            return await ScheduleAsync(task, cancellationToken).ConfigureAwait(false);
        }

        var known = await AddAsync([task], 0, 1, cancellationToken).ConfigureAwait(false);
        return known.Length == 0 ? task.Message.Id : Holder(known, 0) ?? task.Message.Id;
    }

    public async ValueTask<string[]> EnqueueManyAsync(IReadOnlyList<NewTask> tasks, CancellationToken cancellationToken)
    {
        var ids = new string[tasks.Count];
        var calls = new List<(int First, Task<RedisResult[]> Call)>();
        var scheduled = new List<(int Index, Task<string> Call)>();
        for (var i = 0; i < tasks.Count;)
        {
            if (tasks[i].IsScheduled)
            {
                scheduled.Add((i, ScheduleAsync(tasks[i], cancellationToken)));
                i++;
                continue;
            }

            var end = i + 1;
            while (end < tasks.Count && end - i < BatchSize && !tasks[end].IsScheduled
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

    public async ValueTask<IWorkerLease> JoinAsync(WorkerRegistration registration, CancellationToken cancellationToken)
    {
        var lease = new RedisWorkerLease(_redis, _keys, _clock, _options, registration);
        try
        {
            await lease.OpenAsync(cancellationToken).ConfigureAwait(false);
            return lease;
        }
        catch
        {
            await lease.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask<Promotion> PromoteDueAsync(int limit, CancellationToken cancellationToken)
    {
        var answer = (RedisResult[])(await _redis.EvaluateAsync(
            LuaScript.PromoteDue, [_keys.Scheduled, _keys.TaskPrefix, _keys.ReadyPrefix], [limit], cancellationToken).ConfigureAwait(false))!;
        var next = (long)answer[1];
        return new Promotion((int)answer[0], next < 0 ? null : TimeSpan.FromMilliseconds(next));
    }

    public ValueTask WaitForDueAsync(TimeSpan longest, CancellationToken cancellationToken) => _due.WaitAsync(longest, cancellationToken);

    public async ValueTask<IReadOnlyList<ReclaimedTask>> ReclaimAsync(IReadOnlyList<string> priorities, int limit, CancellationToken cancellationToken)
    {
        var given = (string[])(await _redis.EvaluateAsync(
            LuaScript.GiveBack,
            [_keys.Workers, _keys.TaskPrefix, _keys.AttemptsPrefix, .. priorities.Select(_keys.Ready)],
            [RedisKeys.Group, "", limit, .. priorities.Select(priority => (RedisValue)priority)],
            cancellationToken).ConfigureAwait(false))!;
        var reclaimed = new List<ReclaimedTask>(given.Length / 3);
        for (var i = 0; i + 2 < given.Length; i += 3)
        {
            reclaimed.Add(new ReclaimedTask(given[i], given[i + 1], given[i + 2].Length > 0 ? given[i + 2] : null));
        }

        return reclaimed;
    }

    public async ValueTask<TaskSnapshot> LookUpAsync(string taskId, CancellationToken cancellationToken)
    {
        var answer = await _redis.EvaluateAsync(
            LuaScript.LookUp, [_keys.Task(taskId), _keys.ReadyPrefix], [RedisKeys.Group], cancellationToken).ConfigureAwait(false);
        if (answer.IsNull)
        {
            return new TaskSnapshot(TaskState.NotFound);
        }

        var parts = (RedisResult[])answer!;
        switch ((string?)parts[0])
        {
            case "ended":
                var record = RedisRecord.Read((byte[])parts[1]!);
                return new TaskSnapshot(record.State) { Record = record };
            case "parked":
                var state = string.Equals((string?)parts[1], "waiting", StringComparison.Ordinal) ? TaskState.Waiting : TaskState.Scheduled;
                return new TaskSnapshot(state) { DueAt = long.TryParse((string?)parts[2], CultureInfo.InvariantCulture, out var due) ? due : 0 };
            case "running":
                return new TaskSnapshot(TaskState.Running) { Worker = (string?)parts[1] };
            default:
                return new TaskSnapshot(TaskState.Ready);
        }
    }

    public ValueTask<TaskRecord?> WaitForEndAsync(string taskId, CancellationToken cancellationToken) => _ends.WaitAsync(taskId, cancellationToken);

    public async ValueTask<QueueCounts> CountAsync(IReadOnlyList<string> priorities, CancellationToken cancellationToken)
    {
        var answer = (long[])(await _redis.EvaluateAsync(
            LuaScript.Count,
            [_keys.Scheduled, _keys.Dead, .. priorities.Select(_keys.Ready)],
            [RedisKeys.Group, (long)_options.DeadLetterAge.TotalMilliseconds],
            cancellationToken).ConfigureAwait(false))!;
        var ready = new Dictionary<string, long>(StringComparer.Ordinal);
        long running = 0;
        for (var i = 0; i < priorities.Count; i++)
        {
            ready[priorities[i]] = answer[3 + 2 * i];
            running += answer[4 + 2 * i];
        }

        return new QueueCounts(ready, answer[0], Waiting: 0, running, answer[1]) { OldestReadyAge = answer[2] };
    }

    public async ValueTask<bool> TryReportAsync(string reporter, TimeSpan term, CancellationToken cancellationToken) =>
        (bool)await _redis.EvaluateAsync(
            LuaScript.TryReport, [_keys.Reporter], [reporter, (long)term.TotalMilliseconds], cancellationToken).ConfigureAwait(false);

    public ValueTask<IReadOnlyList<DeadLetterEntry>> ListDeadLettersAsync(int offset, int limit, CancellationToken cancellationToken) =>
        _deadLetters.ListAsync(offset, limit, cancellationToken);

    public ValueTask<DeadLetterEntry?> FindDeadLetterAsync(string taskId, CancellationToken cancellationToken) =>
        _deadLetters.FindAsync(taskId, cancellationToken);

    public ValueTask<bool> ReplayAsync(TaskMessage message, CancellationToken cancellationToken) =>
        _deadLetters.ReplayAsync(message, cancellationToken);

    public ValueTask<bool> DeleteDeadLetterAsync(string taskId, CancellationToken cancellationToken) =>
        _deadLetters.DeleteAsync(taskId, cancellationToken);

    public ValueTask DisposeAsync() => _redis.DisposeAsync();

    private static string? Holder(RedisResult[] known, int pair) => (string?)known[pair + 1] is { Length: > 0 } holder ? holder : null;

    private async Task<RedisResult[]> AddAsync(IReadOnlyList<NewTask> tasks, int first, int end, CancellationToken cancellationToken)
    {
        var priority = tasks[first].Message.Priority;
        var keys = new RedisKey[2 + end - first];
        keys[0] = _keys.Ready(priority);
        keys[1] = _keys.DeduplicationPrefix;
        // How many values the messages have shows as they are written; only the exact array leaves this method.
        var values = t_values ??= [];
        values.Add(priority);
        for (var i = first; i < end; i++)
        {
            var task = tasks[i];
            keys[2 + i - first] = _keys.Task(task.Message.Id);
            values.Add(task.DeduplicationKey ?? "");
            values.Add(Milliseconds(task.ExpiresIn));
            var count = values.Count;
            values.Add(RedisValue.Null);
            RedisMessage.Write(task.Message, values);
            values[count] = values.Count - count - 1;
        }

        RedisValue[] exact = [.. values];
        values.Clear();
        var answer = await _redis.EvaluateAsync(LuaScript.Enqueue, keys, exact, cancellationToken).ConfigureAwait(false);
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
        RedisMessage.Write(task.Message, values, parked: true);
        var holder = await _redis.EvaluateAsync(
            LuaScript.Schedule,
            [_keys.Scheduled, key, task.DeduplicationKey is { } dedup ? _keys.Deduplication(dedup) : key, _keys.DueChannel],
            [.. values],
            cancellationToken).ConfigureAwait(false);
        return (string?)holder ?? id;
    }

    private static long Milliseconds(TimeSpan? time) => time is { } value ? (long)Math.Ceiling(value.TotalMilliseconds) : 0;
}
