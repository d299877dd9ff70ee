namespace Streaq.Storage.InMemory;

/// <summary>
/// The scheduled tasks of a queue by their due time, and the time of the next promotion. The caller of every member except the wait holds
/// the store's lock.
/// </summary>
internal sealed class InMemoryDueTasks(TimeProvider time)
{
    private readonly PriorityQueue<InMemoryTask, (long Due, long Order)> _tasks = new();
    private readonly Wakeup _earlier = new(time);
    private long _order;

    // When the maintenance loop looks next, as the last NextLook returned it.
    private long _nextLook = long.MaxValue;

    public int Count => _tasks.Count;

    /// <summary>When the first task is due; <see langword="null"/> for none.</summary>
    public long? First => _tasks.TryPeek(out _, out var at) ? at.Due : null;

    public void Add(InMemoryTask task, long due)
    {
        _tasks.Enqueue(task, (due, _order++));
        LookAgainAt(due);
    }

    public void Remove(InMemoryTask task) => _tasks.Remove(task, out _, out _);

    /// <returns>The first task that is due; <see langword="null"/> for none.</returns>
    public InMemoryTask? TryTake(long now) => _tasks.TryPeek(out var task, out var at) && at.Due <= now ? _tasks.Dequeue() : null;

    /// <summary>
    /// Returns the time until a task is due or until <paramref name="other"/>; <see langword="null"/> for neither. Remembers it, so that an
    /// earlier task wakes the caller of <see cref="WaitAsync"/>.
    /// </summary>
    public TimeSpan? NextLook(long now, long? other)
    {
        _nextLook = Math.Min(_tasks.TryPeek(out _, out var next) ? next.Due : long.MaxValue, other ?? long.MaxValue);
        return _nextLook < long.MaxValue ? TimeSpan.FromMilliseconds(Math.Max(0, _nextLook - now)) : null;
    }

    /// <summary>Wakes the caller of <see cref="WaitAsync"/> if its next look would be too late.</summary>
    public void LookAgainAt(long due)
    {
        if (due < _nextLook)
        {
            _nextLook = due;
            _earlier.Raise();
        }
    }

    /// <summary>Completes when something may be due earlier than <see cref="NextLook"/> returned.</summary>
    public ValueTask WaitAsync(TimeSpan longest, CancellationToken cancellationToken) => _earlier.WaitAsync(longest, cancellationToken);
}
