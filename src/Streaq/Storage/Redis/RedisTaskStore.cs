using Streaq.Tasks;

namespace Streaq.Storage.Redis;

/// <summary>Stores tasks on Redis streams. Each folder below has the verbs of its name, and each script stands beside its caller.</summary>
internal sealed class RedisTaskStore : ITaskStore
{
    private readonly RedisConnection _redis;
    private readonly RedisClock _clock;
    private readonly DurableWrites? _durable;
    private readonly RedisEnqueue _enqueue;
    private readonly RedisWaiting _waiting;
    private readonly RedisDueTasks _due;
    private readonly RedisJoin _join;
    private readonly ReturnedTasks _returned;
    private readonly EndWatch _ends;
    private readonly RedisAborts _aborts;
    private readonly RedisRunNow _runNow;
    private readonly RedisLookUp _lookUp;
    private readonly RedisTaskLists _lists;
    private readonly RedisWorkers _workers;
    private readonly RedisCounts _counts;
    private readonly RedisQueueNames _names;
    private int _isDisposed;

    private RedisTaskStore(RedisConnection redis, StoreOptions options, Durability wanted, TimeProvider time)
    {
        var keys = new RedisKeys(options.Queue);
        _redis = redis;
        _clock = new RedisClock(time);
        _durable = wanted.IsAny ? new DurableWrites(redis, keys.Replicated, wanted) : null;
        var writes = (IScripts?)_durable ?? redis;
        var deadLetters = new RedisDeadLetters(redis, keys, options);
        var pauses = new PauseWatch(redis, keys);
        _enqueue = new RedisEnqueue(writes, keys);
        _waiting = new RedisWaiting(writes, keys);
        _due = new RedisDueTasks(redis, keys, options, time);
        _returned = new ReturnedTasks(redis, keys);
        _ends = new EndWatch(redis, keys);
        _aborts = new RedisAborts(redis, keys, _ends);
        _runNow = new RedisRunNow(redis, keys);
        _join = new RedisJoin(redis, keys, _clock, options, new WorkerNotices(pauses, _aborts), _returned);
        _lookUp = new RedisLookUp(redis, keys);
        _lists = new RedisTaskLists(redis, keys, deadLetters);
        _workers = new RedisWorkers(redis, keys, _clock);
        _counts = new RedisCounts(redis, keys, options);
        _names = new RedisQueueNames(redis, options, time);
        Schedules = new RedisSchedules(redis, keys, _names, time);
        Progress = new RedisProgress(redis, keys);
        Groups = new RedisGroups(redis, writes, keys);
        DeadLetters = deadLetters;
        Statistics = new RedisStatistics(redis, keys);
        Traces = new RedisTraces(redis, keys);
        Queues = new RedisQueues(redis, options, _names, _clock);
        Pauses = new RedisPauses(redis, keys, _names, pauses);
    }

    public long Now => _clock.Now;

    public StoreAddress? Address => _redis.Address;

    public string? Risk { get; private init; }

    public IScheduleStore Schedules { get; }

    public IProgressStore Progress { get; }

    public IGroupStore Groups { get; }

    public IDeadLetterStore DeadLetters { get; }

    public IStatisticsStore Statistics { get; }

    public ITraceStore Traces { get; }

    public IQueueDirectory Queues { get; }

    public IPauseStore Pauses { get; }

    public static async Task<RedisTaskStore> OpenAsync(RedisAccess access, StoreOptions options, TimeProvider time)
    {
        var keys = new RedisKeys(options.Queue);
        var redis = await RedisConnection.OpenAsync(access, keys, options.Failed).ConfigureAwait(false);
        try
        {
            redis.Restored += () =>
            {
                if (redis.Address is { } address)
                {
                    options.Moved(address);
                }
            };
            var wanted = new Durability(options.WaitForReplicas, options.WaitForDisk, options.ReplicaTimeout);
            return new RedisTaskStore(redis, options, wanted, time)
            {
                Risk = await ServerRisk.FindAsync(redis, keys, wanted).ConfigureAwait(false),
            };
        }
        catch
        {
            await redis.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask<StandingTask> EnqueueAsync(NewTask task, CancellationToken cancellationToken)
    {
        _names.Use(task.Message.Priority);
        return _enqueue.OneAsync(task, cancellationToken);
    }

    public ValueTask<string[]> EnqueueManyAsync(IReadOnlyList<NewTask> tasks, CancellationToken cancellationToken)
    {
        _names.Use(tasks);
        return _enqueue.ManyAsync(tasks, cancellationToken);
    }

    public ValueTask<StandingTask[]> EnqueueWaitingAsync(IReadOnlyList<NewTask> tasks, CancellationToken cancellationToken)
    {
        _names.Use(tasks);
        return _waiting.EnqueueAsync(tasks, cancellationToken);
    }

    public ValueTask<IWorkerLease> JoinAsync(WorkerRegistration registration, CancellationToken cancellationToken)
    {
        _names.Join(registration.Priorities);
        return _join.JoinAsync(registration, cancellationToken);
    }

    public ValueTask<Promotion> PromoteDueAsync(int limit, CancellationToken cancellationToken) =>
        _due.PromoteAsync(limit, cancellationToken);

    public ValueTask WaitForDueAsync(TimeSpan longest, CancellationToken cancellationToken) => _due.WaitAsync(longest, cancellationToken);

    public ValueTask<IReadOnlyList<ReclaimedTask>> ReclaimAsync(
        IReadOnlyList<string> priorities, int limit, CancellationToken cancellationToken) =>
        _returned.ReclaimAsync(priorities, limit, cancellationToken);

    public ValueTask<AbortResult> AbortAsync(
        string taskId, string abortedBy, CancellationToken giveUp, CancellationToken cancellationToken) =>
        _aborts.AbortAsync(taskId, abortedBy, giveUp, cancellationToken);

    public ValueTask<RunNowResult> RunNowAsync(string taskId, CancellationToken cancellationToken) =>
        _runNow.RunAsync(taskId, cancellationToken);

    public ValueTask<TaskRecord?> WaitForEndAsync(string taskId, CancellationToken giveUp, CancellationToken cancellationToken) =>
        _ends.WaitAsync(taskId, giveUp, cancellationToken);

    public ValueTask<TaskSnapshot> LookUpAsync(string taskId, CancellationToken cancellationToken) =>
        _lookUp.FindAsync(taskId, cancellationToken);

    public ValueTask<TaskList> ListAsync(TaskListQuery query, CancellationToken cancellationToken) =>
        _lists.ListAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<string>> PrioritiesAsync(CancellationToken cancellationToken) =>
        _workers.PrioritiesAsync(cancellationToken);

    public ValueTask<IReadOnlyList<WorkerReport>> ListWorkersAsync(IReadOnlyList<string> priorities, CancellationToken cancellationToken) =>
        _workers.ListAsync(priorities, cancellationToken);

    public ValueTask<WorkerPart> PageWorkersAsync(
        IReadOnlyList<string> priorities, int limit, string? after, CancellationToken cancellationToken) =>
        _workers.PageAsync(priorities, limit, after, cancellationToken);

    public ValueTask<WorkerReport?> FindWorkerAsync(
        string workerId, IReadOnlyList<string> priorities, CancellationToken cancellationToken) =>
        _workers.FindAsync(workerId, priorities, cancellationToken);

    public ValueTask<QueueCounts> CountAsync(IReadOnlyList<string> priorities, CancellationToken cancellationToken) =>
        _counts.CountAsync(priorities, cancellationToken);

    public ValueTask<bool> TryReportAsync(string reporter, TimeSpan term, CancellationToken cancellationToken) =>
        _counts.TryReportAsync(reporter, term, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
        {
            return;
        }

        _ends.Close();
        if (_durable is not null)
        {
            await _durable.DisposeAsync().ConfigureAwait(false);
        }

        await _redis.DisposeAsync().ConfigureAwait(false);
    }
}
