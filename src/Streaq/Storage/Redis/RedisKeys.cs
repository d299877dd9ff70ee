using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Every key and channel of one queue. The braces are the cluster's hash tag: all keys of a queue share a slot.</summary>
internal sealed class RedisKeys
{
    /// <summary>The consumer group in which all workers of a queue read.</summary>
    public const string Group = "workers";

    private readonly string _root;
    private readonly byte[] _task;

    public RedisKeys(string queue)
    {
        _root = $"streaq:{{{queue}}}:";
        _task = System.Text.Encoding.UTF8.GetBytes(_root + "task:");
        Workers = _root + "workers";
        Scheduled = _root + "scheduled";
        Waiting = _root + "waiting";
        FollowUps = _root + "follow_ups";
        Dead = _root + "dead";
        Reporter = _root + "reporter";
        Replicated = _root + "replicated";
        Never = _root + "never";
        Priorities = _root + "priorities";
        Aborts = _root + "aborts";
        AbortChannel = _root + "abort";
        Paused = _root + "paused";
        PauseChannel = _root + "pause";
        DueChannel = _root + "due";
        Schedules = _root + "schedules";
        Declared = _root + "declared";
        SchedulesChannel = _root + "rescheduled";
        SchedulePrefix = _root + "schedule:";
        AttemptsPrefix = _root + "attempts:";
        EndedPrefix = _root + "ended:";
        TaskPrefix = _root + "task:";
        ReadyPrefix = _root + "ready:";
        DeadPrefix = _root + "dead:";
        DeduplicationPrefix = _root + "dedup:";
        BatchPrefix = _root + "batch:";
        Limited = _root + "limit:tasks";
        Refills = _root + "limit:refills";
        PermitsPrefix = _root + "limit:permits:";
        WaitingPrefix = _root + "limit:waiting:";
        UniquePrefix = _root + "unique:";
    }

    /// <summary>Sorted set: worker ids by the end of their lease.</summary>
    public RedisKey Workers { get; }

    /// <summary>Sorted set: ids of scheduled tasks by due time.</summary>
    public RedisKey Scheduled { get; }

    /// <summary>Sorted set: ids of tasks that wait for others, by the time of their enqueue.</summary>
    public RedisKey Waiting { get; }

    /// <summary>List: what was too much for the call that ended a task, such as its thousandth dependent.</summary>
    public RedisKey FollowUps { get; }

    /// <summary>Sorted set: ids of dead letters by time.</summary>
    public RedisKey Dead { get; }

    /// <summary>String: which worker reports the queue's gauges.</summary>
    public RedisKey Reporter { get; }

    /// <summary>Sorted set: the priorities that workers serve or served, by their place.</summary>
    public RedisKey Priorities { get; }

    /// <summary>Set: priorities that are paused, and the empty name when the whole queue is.</summary>
    public RedisKey Paused { get; }

    /// <summary>Channel: something was paused or resumed.</summary>
    public string PauseChannel { get; }

    /// <summary>String: written before replicas are asked what they have, so that there is something to ask for.</summary>
    public RedisKey Replicated { get; }

    /// <summary>A key that never exists.</summary>
    public RedisKey Never { get; }

    /// <summary>Hash: by task id, the request to abort it, while a worker holds it.</summary>
    public RedisKey Aborts { get; }

    /// <summary>Channel: a worker is to end a task.</summary>
    public string AbortChannel { get; }

    /// <summary>Channel: a task is due earlier than all others.</summary>
    public string DueChannel { get; }

    /// <summary>Sorted set: ids of schedules by their next slot.</summary>
    public RedisKey Schedules { get; }

    /// <summary>Sorted set: ids of declared schedules by the time of their last declaration.</summary>
    public RedisKey Declared { get; }

    /// <summary>Channel: a schedule was put or changed.</summary>
    public string SchedulesChannel { get; }

    /// <summary>Channel of one client: tasks it waits for have ended.</summary>
    public string EndedPrefix { get; }

    public string TaskPrefix { get; }

    public RedisKey ReadyPrefix { get; }

    public RedisKey DeadPrefix { get; }

    public RedisKey DeduplicationPrefix { get; }

    public RedisKey AttemptsPrefix { get; }

    public RedisKey BatchPrefix { get; }

    public RedisKey SchedulePrefix { get; }
    /// <summary>Sorted set: ids of tasks that wait for their limits, by the time since when.</summary>
    public RedisKey Limited { get; }

    /// <summary>Sorted set: rate limits that somebody waits for, by the time when the next permit comes back.</summary>
    public RedisKey Refills { get; }

    public RedisKey PermitsPrefix { get; }

    public RedisKey WaitingPrefix { get; }

    public RedisKey UniquePrefix { get; }

    /// <summary>Sorted set: who holds a permit of the limit, by the time when it ends by itself.</summary>
    public RedisKey Permits(string limit) => PermitsPrefix.Append(limit);

    /// <summary>Sorted set: ids of the tasks that wait for a permit of the limit, in their order.</summary>
    public RedisKey LimitWaiting(string limit) => WaitingPrefix.Append(limit);

    /// <summary>String: the id of the unique task that runs, and its worker.</summary>
    public RedisKey Unique(string name) => UniquePrefix.Append(name);

    /// <summary>Hash: by task id, the trace contexts of a worker's attempts under way, where they are sampled and last.</summary>
    public RedisKey Attempts(string worker) => AttemptsPrefix.Append(worker);

    /// <summary>Hash: one schedule.</summary>
    public RedisKey Schedule(string id) => SchedulePrefix.Append(id);

    /// <summary>Hash: who a worker is; there as long as its member of <see cref="Workers"/>.</summary>
    public RedisKey Worker(string id) => Workers.Append(":" + id);

    /// <summary>Stream: the ready tasks of one priority.</summary>
    public RedisKey Ready(string priority) => ReadyPrefix.Append(priority);

    /// <summary>String (marker of a ready or running task, record of an ended one) or hash (message of a parked one).</summary>
    public RedisKey Task(string id) => ((RedisKey)_task).Append(id);

    /// <summary>String: where the tasks are that were enqueued together, until the last of them has ended.</summary>
    public RedisKey Batch(string part) => BatchPrefix.Append(part);

    /// <summary>The key of the batch that the task is of, and its place in it; the task's own key again for a task of none.</summary>
    public (RedisKey Key, int Place) BatchOf(string id) => BatchPart.For(id) is { } part ? (Batch(part.Name), part.Place) : (Task(id), 0);

    /// <summary>List: ids of the tasks that wait for this one.</summary>
    public RedisKey Dependents(string id) => _root + "dependents:" + id;

    /// <summary>Set: ids of the unfinished tasks that this one waits for.</summary>
    public RedisKey Waits(string id) => _root + "waits:" + id;

    /// <summary>List: ids of the ended tasks whose records are kept for this one.</summary>
    public RedisKey Needs(string id) => _root + "needs:" + id;

    /// <summary>Hash: how many tasks a record is kept for, and its time to live after that.</summary>
    public RedisKey Kept(string id) => _root + "kept:" + id;

    /// <summary>String: how far a task is, as it reported last.</summary>
    public RedisKey Progress(string id) => _root + "progress:" + id;

    /// <summary>Channel: a task reports how far it is.</summary>
    public string ProgressChannel(string id) => _root + "progress:" + id;

    /// <summary>Hash: one dead letter.</summary>
    public RedisKey DeadLetter(string id) => DeadPrefix.Append(id);

    /// <summary>String: the id of the unfinished task with that deduplication key.</summary>
    public RedisKey Deduplication(string key) => DeduplicationPrefix.Append(key);
}
