namespace Streaq.Storage.InMemory;

/// <summary>Removes records whose time to live is over.</summary>
/// <param name="tasks">The tasks by id, from which records are removed.</param>
/// <param name="time">The clock.</param>
internal sealed class InMemoryRetention(Dictionary<string, InMemoryTask> tasks, TimeProvider time)
{
    private readonly PriorityQueue<InMemoryTask, long> _ended = new();

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Begins the time for which a record is kept.</summary>
    /// <param name="task">The task of the record.</param>
    /// <param name="ttl">How long the record is kept; <see langword="null"/>: for ever.</param>
    public void ForgetAfter(InMemoryTask task, TimeSpan? ttl)
    {
        task.ForgetAt = ttl is { } keep ? Now + (long)Math.Ceiling(keep.TotalMilliseconds) : long.MaxValue;
        if (task.ForgetAt < long.MaxValue)
        {
            _ended.Enqueue(task, task.ForgetAt);
        }
    }

    /// <summary>Drops the records whose time is over.</summary>
    public void Forget()
    {
        while (_ended.TryPeek(out var task, out var at) && at <= Now)
        {
            _ended.Dequeue();
            // A dependent may have asked to keep the record since then; it is enqueued here again when the dependent ends.
            if (task.ForgetAt <= Now && tasks.TryGetValue(task.Message.Id, out var known) && ReferenceEquals(known, task))
            {
                tasks.Remove(task.Message.Id);
            }
        }
    }
}
