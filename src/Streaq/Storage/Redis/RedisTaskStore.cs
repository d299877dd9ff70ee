using StackExchange.Redis;
using Streaq.Tasks;

namespace Streaq.Storage.Redis;

/// <summary>Tasks on Redis streams.</summary>
internal sealed class RedisTaskStore : ITaskStore
{
    private static readonly LuaScript CountScript = LuaScript.Named("count");
    private static readonly LuaScript PromoteDueScript = LuaScript.Named("promote_due");
    private static readonly LuaScript TryReportScript = LuaScript.Named("try_report");
    private readonly RedisConnection _redis;
    private readonly RedisKeys _keys;
    private readonly StoreOptions _options;
    private readonly RedisClock _clock;
    private readonly EndWatch _ends;
    private readonly DueSignal _due;
    private readonly RedisDeadLetters _deadLetters;
    private readonly RedisEnqueue _enqueue;
    private readonly RedisWaiting _waiting;
    private readonly RedisGroups _groups;
    private readonly ReturnedTasks _returned;
    private readonly RedisPause _pause;
    private readonly RedisAborts _aborts;
    private readonly RedisProgress _progress;
    private readonly RedisLookUp _lookUp;
    private readonly RedisTaskLists _lists;
    private readonly RedisWorkers _workers;
    private readonly ReplicatedWrites? _replicated;

    private RedisTaskStore(RedisConnection redis, StoreOptions options, TimeProvider time)
    {
        _redis = redis;
        _options = options;
        _keys = new RedisKeys(options.Queue);
        _clock = new RedisClock(time);
        _ends = new EndWatch(redis, _keys);
        _due = new DueSignal(redis, _keys, time);
        _pause = new RedisPause(redis, _keys);
        _aborts = new RedisAborts(redis, _keys, _ends);
        _progress = new RedisProgress(redis, _keys);
        _deadLetters = new RedisDeadLetters(redis, _keys);
        _lookUp = new RedisLookUp(redis, _keys);
        _lists = new RedisTaskLists(redis, _keys, _deadLetters);
        _returned = new ReturnedTasks(redis, _keys);
        _workers = new RedisWorkers(redis, _keys, _clock);
        _replicated = options.WaitForReplicas > 0 ? new ReplicatedWrites(redis, _keys.Replicated, options.WaitForReplicas, options.ReplicaTimeout) : null;
        var writes = (IScripts?)_replicated ?? redis;
        _enqueue = new RedisEnqueue(writes, _keys);
        Schedules = new RedisSchedules(redis, _keys, time);
        _waiting = new RedisWaiting(writes, _keys);
        _groups = new RedisGroups(redis, writes, _keys);
    }

    public long Now => _clock.Now;

    public StoreAddress? Address => _redis.Address;

    public IProgressStore Progress => _progress;

    public IScheduleStore Schedules { get; }

    public IGroupStore Groups => _groups;

    public IDeadLetterStore DeadLetters => _deadLetters;

    public IPauseStore Pauses => _pause;

    public static async Task<RedisTaskStore> OpenAsync(string configuration, StoreOptions options, TimeProvider time)
    {
        var redis = await RedisConnection.OpenAsync(configuration, new RedisKeys(options.Queue), options.Failed).ConfigureAwait(false);
        return new RedisTaskStore(redis, options, time);
    }

    public ValueTask<string> EnqueueAsync(NewTask task, CancellationToken cancellationToken) => _enqueue.OneAsync(task, cancellationToken);

    public ValueTask<string[]> EnqueueManyAsync(IReadOnlyList<NewTask> tasks, CancellationToken cancellationToken) =>
        _enqueue.ManyAsync(tasks, cancellationToken);

    public ValueTask<string[]> EnqueueWaitingAsync(IReadOnlyList<NewTask> tasks, CancellationToken cancellationToken) =>
        _waiting.EnqueueAsync(tasks, cancellationToken);

    public async ValueTask<IWorkerLease> JoinAsync(WorkerRegistration registration, CancellationToken cancellationToken)
    {
        var lease = new RedisWorkerLease(_redis, _keys, _clock, _options, registration, _pause, _aborts, _returned);
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
            PromoteDueScript,
            [_keys.Scheduled, _keys.TaskPrefix, _keys.ReadyPrefix, _keys.Refills],
            [limit, _options.MaxDeadLetters, (long)_options.DeadLetterAge.TotalMilliseconds],
            cancellationToken).ConfigureAwait(false))!;
        var next = (long)answer[1];
        return new Promotion((int)answer[0], next < 0 ? null : TimeSpan.FromMilliseconds(UnixTime.Clamp(next)));
    }

    public ValueTask WaitForDueAsync(TimeSpan longest, CancellationToken cancellationToken) => _due.WaitAsync(longest, cancellationToken);

    public ValueTask<IReadOnlyList<ReclaimedTask>> ReclaimAsync(IReadOnlyList<string> priorities, int limit, CancellationToken cancellationToken) =>
        _returned.ReclaimAsync(priorities, limit, cancellationToken);

    public ValueTask<AbortResult> AbortAsync(string taskId, string abortedBy, CancellationToken giveUp, CancellationToken cancellationToken) =>
        _aborts.AbortAsync(taskId, abortedBy, giveUp, cancellationToken);

    public ValueTask<TaskSnapshot> LookUpAsync(string taskId, CancellationToken cancellationToken) => _lookUp.FindAsync(taskId, cancellationToken);

    public ValueTask<TaskList> ListAsync(TaskListQuery query, CancellationToken cancellationToken) => _lists.ListAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<string>> PrioritiesAsync(CancellationToken cancellationToken) => _workers.PrioritiesAsync(cancellationToken);

    public ValueTask<IReadOnlyList<WorkerReport>> ListWorkersAsync(IReadOnlyList<string> priorities, CancellationToken cancellationToken) =>
        _workers.ListAsync(priorities, cancellationToken);

    public ValueTask<TaskRecord?> WaitForEndAsync(string taskId, CancellationToken cancellationToken) => _ends.WaitAsync(taskId, cancellationToken);

    public async ValueTask<QueueCounts> CountAsync(IReadOnlyList<string> priorities, CancellationToken cancellationToken)
    {
        var answer = (RedisResult[])(await _redis.EvaluateAsync(
            CountScript,
            [_keys.Scheduled, _keys.Dead, _keys.Parked, _keys.Waiting, _keys.Paused, .. priorities.Select(_keys.Ready)],
            [RedisKeys.Group, (long)_options.DeadLetterAge.TotalMilliseconds],
            cancellationToken).ConfigureAwait(false))!;
        var counts = (long[])answer[0]!;
        var ready = new Dictionary<string, long>(StringComparer.Ordinal);
        var running = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < priorities.Count; i++)
        {
            ready[priorities[i]] = counts[4 + 2 * i];
            running[priorities[i]] = counts[5 + 2 * i];
        }

        return new QueueCounts(ready, counts[0], counts[3], running, counts[1]) { OldestReadyAge = counts[2], Paused = RedisPause.Parse(answer[1]) };
    }

    public async ValueTask<bool> TryReportAsync(string reporter, TimeSpan term, CancellationToken cancellationToken) =>
        (bool)await _redis.EvaluateAsync(
            TryReportScript, [_keys.Reporter], [reporter, (long)term.TotalMilliseconds], cancellationToken).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        if (_replicated is not null)
        {
            await _replicated.DisposeAsync().ConfigureAwait(false);
        }

        await _redis.DisposeAsync().ConfigureAwait(false);
    }
}
