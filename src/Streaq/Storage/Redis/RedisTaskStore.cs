using System.Globalization;
using StackExchange.Redis;
using Streaq.Tasks;

namespace Streaq.Storage.Redis;

/// <summary>Tasks on Redis streams.</summary>
internal sealed class RedisTaskStore : ITaskStore
{
    private readonly RedisConnection _redis;
    private readonly RedisKeys _keys;
    private readonly StoreOptions _options;
    private readonly RedisClock _clock;
    private readonly EndWatch _ends;
    private readonly DueSignal _due;
    private readonly RedisDeadLetters _deadLetters;
    private readonly RedisEnqueue _enqueue;
    private readonly RedisAdmission _admission;
    private readonly RedisWaiting _waiting;
    private readonly RedisGroups _groups;
    private readonly ReclaimPasses _reclaim = new();
    private readonly ReadySignal _ready;

    private RedisTaskStore(RedisConnection redis, StoreOptions options, TimeProvider time)
    {
        _redis = redis;
        _options = options;
        _keys = new RedisKeys(options.Queue);
        _clock = new RedisClock(time);
        _ends = new EndWatch(redis, _keys);
        _due = new DueSignal(redis, _keys, time);
        _ready = new ReadySignal(redis, _keys);
        _deadLetters = new RedisDeadLetters(redis, _keys);
        _enqueue = new RedisEnqueue(redis, _keys);
        Schedules = new RedisSchedules(redis, _keys, time);
        _admission = new RedisAdmission(redis, _keys);
        _waiting = new RedisWaiting(redis, _keys);
        _groups = new RedisGroups(redis, _keys);
    }

    public long Now => _clock.Now;

    public StoreAddress? Address => _redis.Address;

    public IScheduleStore Schedules { get; }

    public static async Task<RedisTaskStore> OpenAsync(string configuration, StoreOptions options, TimeProvider time)
    {
        var redis = await RedisConnection.OpenAsync(configuration, options.Failed).ConfigureAwait(false);
        return new RedisTaskStore(redis, options, time);
    }

    public ValueTask<string> EnqueueAsync(NewTask task, CancellationToken cancellationToken) => _enqueue.OneAsync(task, cancellationToken);

    public ValueTask<string[]> EnqueueManyAsync(IReadOnlyList<NewTask> tasks, CancellationToken cancellationToken) =>
        _enqueue.ManyAsync(tasks, cancellationToken);

    public ValueTask<string[]> EnqueueWaitingAsync(IReadOnlyList<NewTask> tasks, CancellationToken cancellationToken) =>
        _waiting.EnqueueAsync(tasks, cancellationToken);

    public ValueTask OpenGroupAsync(NewGroup group, CancellationToken cancellationToken) => _groups.OpenAsync(group, cancellationToken);

    public ValueTask<GroupProgress?> FindGroupAsync(string groupId, CancellationToken cancellationToken) => _groups.FindAsync(groupId, cancellationToken);

    public async ValueTask<IWorkerLease> JoinAsync(WorkerRegistration registration, CancellationToken cancellationToken)
    {
        var lease = new RedisWorkerLease(_redis, _keys, _clock, _options, registration, _ready);
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
            LuaScript.PromoteDue, [_keys.Scheduled, _keys.TaskPrefix, _keys.ReadyPrefix, _keys.Refills], [limit], cancellationToken).ConfigureAwait(false))!;
        var next = (long)answer[1];
        return new Promotion((int)answer[0], next < 0 ? null : TimeSpan.FromMilliseconds(next));
    }

    public ValueTask<Admittance> AdmitAsync(string worker, Delivery delivery, StartConditions conditions, CancellationToken cancellationToken) =>
        _admission.AskAsync(worker, delivery, conditions, cancellationToken);

    public ValueTask WaitForDueAsync(TimeSpan longest, CancellationToken cancellationToken) => _due.WaitAsync(longest, cancellationToken);

    public async ValueTask<IReadOnlyList<ReclaimedTask>> ReclaimAsync(IReadOnlyList<string> priorities, int limit, CancellationToken cancellationToken)
    {
        var given = (string[])(await _redis.EvaluateAsync(
            LuaScript.GiveBack,
            [_keys.Workers, _keys.TaskPrefix, _keys.AttemptsPrefix, .. priorities.Select(_keys.Ready)],
            [RedisKeys.Group, "", limit, _reclaim.IsThorough ? 1 : 0, .. priorities.Select(priority => (RedisValue)priority)],
            cancellationToken).ConfigureAwait(false))!;
        _reclaim.Learn(given.Length / 3, limit);
        var reclaimed = new List<ReclaimedTask>(given.Length / 3);
        for (var i = 0; i + 2 < given.Length; i += 3)
        {
            reclaimed.Add(new ReclaimedTask(given[i], given[i + 1], given[i + 2].Length > 0 ? given[i + 2] : null));
        }

        return reclaimed;
    }

    public async ValueTask<TaskSnapshot> LookUpAsync(string taskId, CancellationToken cancellationToken)
    {
        var batch = _keys.BatchOf(taskId);
        var answer = await _redis.EvaluateAsync(
            LuaScript.LookUp, [_keys.Task(taskId), batch.Key, _keys.ReadyPrefix], [RedisKeys.Group, batch.Place], cancellationToken).ConfigureAwait(false);
        if (answer.IsNull)
        {
            return new TaskSnapshot(TaskState.NotFound);
        }

        var parts = (RedisResult[])answer!;
        switch ((string?)parts[0])
        {
            case "ended":
                var record = RecordFormat.Read((byte[])parts[1]!);
                return new TaskSnapshot(record.State) { Record = record };
            case "parked":
                var state = string.Equals((string?)parts[1], "waiting", StringComparison.Ordinal) ? TaskState.Waiting : TaskState.Scheduled;
                return new TaskSnapshot(state) { DueAt = state is TaskState.Scheduled && long.TryParse((string?)parts[2], CultureInfo.InvariantCulture, out var due) ? due : 0 };
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
            [_keys.Scheduled, _keys.Dead, _keys.Parked, _keys.Waiting, .. priorities.Select(_keys.Ready)],
            [RedisKeys.Group, (long)_options.DeadLetterAge.TotalMilliseconds],
            cancellationToken).ConfigureAwait(false))!;
        var ready = new Dictionary<string, long>(StringComparer.Ordinal);
        long running = 0;
        for (var i = 0; i < priorities.Count; i++)
        {
            ready[priorities[i]] = answer[4 + 2 * i];
            running += answer[5 + 2 * i];
        }

        return new QueueCounts(ready, answer[0], answer[3], running, answer[1]) { OldestReadyAge = answer[2] };
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
}
