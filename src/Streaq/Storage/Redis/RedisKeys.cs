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
        Dead = _root + "dead";
        Reporter = _root + "reporter";
        Idle = _root + "idle";
        DueChannel = _root + "due";
        ReadyChannel = _root + "ready";
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
    }

    /// <summary>Sorted set: worker ids by the end of their lease.</summary>
    public RedisKey Workers { get; }

    /// <summary>Sorted set: ids of scheduled tasks by due time.</summary>
    public RedisKey Scheduled { get; }

    /// <summary>Sorted set: ids of dead letters by time.</summary>
    public RedisKey Dead { get; }

    /// <summary>String: which worker reports the queue's gauges.</summary>
    public RedisKey Reporter { get; }

    /// <summary>String: a worker sleeps and is to be told of the next ready task.</summary>
    public RedisKey Idle { get; }

    /// <summary>Channel: a task is ready, and a worker sleeps.</summary>
    public string ReadyChannel { get; }

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

    /// <summary>Hash: by task id, the trace contexts of a worker's attempts under way, where they are sampled and last.</summary>
    public RedisKey Attempts(string worker) => AttemptsPrefix.Append(worker);

    /// <summary>Hash: one schedule.</summary>
    public RedisKey Schedule(string id) => SchedulePrefix.Append(id);

    /// <summary>Stream: the ready tasks of one priority.</summary>
    public RedisKey Ready(string priority) => ReadyPrefix.Append(priority);

    /// <summary>String (marker of a ready or running task, record of an ended one) or hash (message of a parked one).</summary>
    public RedisKey Task(string id) => ((RedisKey)_task).Append(id);

    /// <summary>String: where the tasks are that were enqueued together, until the last of them has ended.</summary>
    public RedisKey Batch(string part) => BatchPrefix.Append(part);

    /// <summary>The key of the batch that the task is of, and its place in it; the task's own key again for a task of none.</summary>
    public (RedisKey Key, int Place) BatchOf(string id) => BatchPart.Of(id) is { } part ? (Batch(part.Name), part.Place) : (Task(id), 0);

    /// <summary>Hash: one dead letter.</summary>
    public RedisKey DeadLetter(string id) => DeadPrefix.Append(id);

    /// <summary>String: the id of the unfinished task with that deduplication key.</summary>
    public RedisKey Deduplication(string key) => DeduplicationPrefix.Append(key);
}
