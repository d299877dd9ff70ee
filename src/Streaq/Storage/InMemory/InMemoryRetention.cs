namespace Streaq.Storage.InMemory;

/// <summary>How long records are kept.</summary>
/// <param name="tasks">By id; those whose time is over are taken out.</param>
/// <param name="time">The clock.</param>
internal sealed class InMemoryRetention(Dictionary<string, InMemoryTask> tasks, TimeProvider time)
{
    private readonly PriorityQueue<InMemoryTask, long> _ended = new();

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Begins the time for which a record is kept.</summary>
    /// <param name="task">Whose record it is.</param>
    /// <param name="ttl">How long; <see langword="null"/>: for ever.</param>
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
