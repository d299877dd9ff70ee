using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>Every key and channel of one queue. The braces are the cluster's hash tag: all keys of a queue share a slot.</summary>
internal sealed class RedisKeys(string queue)
{
    /// <summary>The consumer group in which all workers of a queue read.</summary>
    public const string Group = "workers";

    /// <summary>
    /// Matches the few keys of which every used queue has at least one: <c>ready:…</c>, <c>scheduled</c>, <c>schedules</c>,
    /// <c>paused</c>. A worker that joins creates the first ones, which stay.
    /// </summary>
    public const string OfAnyQueue = Prefix + "*}:[rsp][eca][ahu]*";

    private const string Prefix = "streaq:{";

    /// <summary>
    /// Set, the only key that is of no queue: the queues that were used. A queue has a member for itself, or one for each of its streams,
    /// with the priority after a space. The empty member says that the keys of all queues were scanned.
    /// </summary>
    public static RedisKey AllQueues { get; } = "streaq:queues";

    private readonly string _root = Of(queue, "");
    private readonly byte[] _task = System.Text.Encoding.UTF8.GetBytes(Of(queue, "task:"));

    /// <summary>Sorted set: worker ids by the end of their lease.</summary>
    public RedisKey Workers { get; } = Of(queue, "workers");

    /// <summary>String: exists while a worker has lately looked through all pending entries.</summary>
    public RedisKey Looked { get; } = Of(queue, "looked");

    /// <summary>Sorted set: ids of scheduled tasks by due time.</summary>
    public RedisKey Scheduled { get; } = Of(queue, "scheduled");

    /// <summary>Sorted set: ids of tasks that wait for others, by the time of their enqueue.</summary>
    public RedisKey Waiting { get; } = Of(queue, "waiting");

    /// <summary>List: the work that was too much for the call that ended a task, such as its thousandth dependent.</summary>
    public RedisKey FollowUps { get; } = Of(queue, "follow_ups");

    /// <summary>Sorted set: ids of dead letters by time.</summary>
    public RedisKey Dead { get; } = Of(queue, "dead");

    /// <summary>Hash: by id of a dead letter, its summary for lists.</summary>
    public RedisKey DeadSummaries { get; } = Of(queue, "dead_letters");

    /// <summary>String: the worker that reports the queue's gauges.</summary>
    public RedisKey Reporter { get; } = Of(queue, "reporter");

    /// <summary>Sorted set: the priorities that workers serve or served, by their place.</summary>
    public RedisKey Priorities { get; } = Of(queue, "priorities");

    /// <summary>Set: priorities that are paused, and the empty name when the whole queue is.</summary>
    public RedisKey Paused { get; } = Of(queue, "paused");

    /// <summary>Channel: something was paused or resumed.</summary>
    public string PauseChannel { get; } = Of(queue, "pause");

    /// <summary>String: written before a <c>WAIT</c>, so that there is a write to wait for.</summary>
    public RedisKey Replicated { get; } = Of(queue, "replicated");

    /// <summary>A key that never exists.</summary>
    public RedisKey Never { get; } = Of(queue, "never");

    /// <summary>Hash: by task id, the request to abort it, while a worker holds it.</summary>
    public RedisKey Aborts { get; } = Of(queue, "aborts");

    /// <summary>Channel: a worker is to end a task.</summary>
    public string AbortChannel { get; } = Of(queue, "abort");

    /// <summary>Channel: a task is due earlier than all others.</summary>
    public string DueChannel { get; } = Of(queue, "due");

    /// <summary>Sorted set: ids of schedules by their next slot.</summary>
    public RedisKey Schedules { get; } = Of(queue, "schedules");

    /// <summary>Sorted set: ids of declared schedules by the time of their last declaration.</summary>
    public RedisKey Declared { get; } = Of(queue, "declared");

    /// <summary>Channel: a schedule was put or changed.</summary>
    public string SchedulesChannel { get; } = Of(queue, "rescheduled");

    /// <summary>Channel of one client: tasks it waits for have ended.</summary>
    public string EndedPrefix { get; } = Of(queue, "ended:");

    public string TaskPrefix { get; } = Of(queue, "task:");

    public RedisKey ReadyPrefix { get; } = Of(queue, "ready:");

    public RedisKey DeadPrefix { get; } = Of(queue, "dead:");

    public RedisKey DeduplicationPrefix { get; } = Of(queue, "dedup:");

    public RedisKey AttemptsPrefix { get; } = Of(queue, "attempts:");

    public RedisKey BatchPrefix { get; } = Of(queue, "batch:");

    public RedisKey SchedulePrefix { get; } = Of(queue, "schedule:");

    /// <summary>Sorted set: the names of tasks that statistics are kept of, by the time of their last counts.</summary>
    public RedisKey Statistics { get; } = Of(queue, "statistics");

    /// <summary>List: a sample of tasks that have ended, newest first.</summary>
    public RedisKey Recent { get; } = Of(queue, "recent");

    /// <summary>String: per slot of minutes, the counts of attempts by the task's name, and of all under the empty one.</summary>
    public RedisKey StatisticsPrefix { get; } = Of(queue, "statistics:");

    /// <summary>Sorted set: ids of the traces whose spans are kept, by the time since which they are.</summary>
    public RedisKey Traces { get; } = Of(queue, "traces");

    /// <summary>Hash: by id of a trace, the bytes of its spans; of all under the empty name.</summary>
    public RedisKey TraceSizes { get; } = Of(queue, "traces:sizes");

    /// <summary>Hash: the spans of one trace.</summary>
    public RedisKey TracePrefix { get; } = Of(queue, "trace:");

    /// <summary>Sorted set: ids of tasks that wait for their limits, by the time since which they do.</summary>
    public RedisKey Limited { get; } = Of(queue, "limit:tasks");

    /// <summary>Sorted set: rate limits that a task waits for, by the time when the next permit comes back.</summary>
    public RedisKey Refills { get; } = Of(queue, "limit:refills");

    public RedisKey PermitsPrefix { get; } = Of(queue, "limit:permits:");

    public RedisKey WaitingPrefix { get; } = Of(queue, "limit:waiting:");

    public RedisKey UniquePrefix { get; } = Of(queue, "unique:");

    /// <summary>Sorted set: the holders of the limit's permits, by the time when the permit expires.</summary>
    public RedisKey Permits(string limit) => PermitsPrefix.Append(limit);

    /// <summary>Sorted set: ids of the tasks that wait for a permit of the limit, in their order.</summary>
    public RedisKey LimitWaiting(string limit) => WaitingPrefix.Append(limit);

    /// <summary>String: the id of the unique task that runs, and its worker.</summary>
    public RedisKey Unique(string name) => UniquePrefix.Append(name);

    /// <summary>Hash: by task id, the trace contexts of a worker's running attempts, if they were noted.</summary>
    public RedisKey Attempts(string worker) => AttemptsPrefix.Append(worker);

    /// <summary>Hash: one schedule.</summary>
    public RedisKey Schedule(string id) => SchedulePrefix.Append(id);

    /// <summary>Hash: the details of a worker. It exists as long as the worker's member of <see cref="Workers"/>.</summary>
    public RedisKey Worker(string id) => Workers.Append(":" + id);

    /// <summary>Stream: the ready tasks of one priority.</summary>
    public RedisKey Ready(string priority) => ReadyPrefix.Append(priority);

    /// <summary>String (marker of a ready or running task, record of an ended one) or hash (message of a parked one).</summary>
    public RedisKey Task(string id) => ((RedisKey)_task).Append(id);

    /// <summary>String: the entries of tasks that were enqueued together, until the last of them has ended.</summary>
    public RedisKey Batch(string part) => BatchPrefix.Append(part);

    /// <summary>Returns the key of the task's batch, and its place in it; the task's own key when it is of no batch.</summary>
    public (RedisKey Key, int Place) BatchOf(string id) => BatchPart.For(id) is { } part ? (Batch(part.Name), part.Place) : (Task(id), 0);

    /// <summary>List: ids of the tasks that wait for this one.</summary>
    public RedisKey Dependents(string id) => _root + "dependents:" + id;

    /// <summary>Set: ids of the unfinished tasks that this one waits for.</summary>
    public RedisKey Waits(string id) => _root + "waits:" + id;

    /// <summary>List: ids of the ended tasks whose records are kept for this one.</summary>
    public RedisKey Needs(string id) => _root + "needs:" + id;

    /// <summary>Hash: how many tasks a record is kept for, and its time to live after that.</summary>
    public RedisKey Kept(string id) => _root + "kept:" + id;

    /// <summary>String: the last progress that a task reported.</summary>
    public RedisKey Progress(string id) => _root + "progress:" + id;

    /// <summary>Channel: a task reports its progress.</summary>
    public string ProgressChannel(string id) => _root + "progress:" + id;

    /// <summary>Hash: one dead letter.</summary>
    public RedisKey DeadLetter(string id) => DeadPrefix.Append(id);

    /// <summary>String: the id of the unfinished task with that deduplication key.</summary>
    public RedisKey Deduplication(string key) => DeduplicationPrefix.Append(key);

    /// <returns>The queue whose key it is and the priority when it is a stream; <see langword="null"/> for another key.</returns>
    public static (string Queue, string? Priority)? Tell(string key)
    {
        var end = key.IndexOf("}:", StringComparison.Ordinal);
        if (!key.StartsWith(Prefix, StringComparison.Ordinal) || end < Prefix.Length)
        {
            return null;
        }

        var keys = new RedisKeys(key[Prefix.Length..end]);
        var ready = (string)keys.ReadyPrefix!;
        return key.StartsWith(ready, StringComparison.Ordinal) ? (key[Prefix.Length..end], key[ready.Length..])
            : key == keys.Scheduled || key == keys.Schedules || key == keys.Paused ? (key[Prefix.Length..end], null)
            : null;
    }

    private static string Of(string queue, string name) => $"{Prefix}{queue}}}:{name}";
}
