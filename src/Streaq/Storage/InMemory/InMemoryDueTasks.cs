namespace Streaq.Storage.InMemory;

/// <summary>
/// The scheduled tasks of a queue by their due time, and when to look at them. Its owner's lock is held in every member but
/// the wait.
/// </summary>
internal sealed class InMemoryDueTasks(TimeProvider time)
{
    private readonly PriorityQueue<InMemoryTask, (long Due, long Order)> _tasks = new();
    private readonly Wakeup _earlier = new(time);
    private long _order;

    // When the maintenance loop looks next, as the last NextLook told it.
    private long _nextLook = long.MaxValue;

    public int Count => _tasks.Count;

    /// <summary>When the first is due; <see langword="null"/> for none.</summary>
    public long? First => _tasks.TryPeek(out _, out var at) ? at.Due : null;

    public void Add(InMemoryTask task, long due)
    {
        _tasks.Enqueue(task, (due, _order++));
        LookAgainAt(due);
    }

    public void Remove(InMemoryTask task) => _tasks.Remove(task, out _, out _);

    /// <returns>The first that is due; <see langword="null"/> for none.</returns>
    public InMemoryTask? TryTake(long now) => _tasks.TryPeek(out var task, out var at) && at.Due <= now ? _tasks.Dequeue() : null;

    /// <summary>
    /// How long nothing is due, neither a task nor what <paramref name="other"/> says; <see langword="null"/>: for ever. Remembered, so
    /// that earlier ones wake who waits.
    /// </summary>
    public TimeSpan? NextLook(long now, long? other)
    {
        _nextLook = Math.Min(_tasks.TryPeek(out _, out var next) ? next.Due : long.MaxValue, other ?? long.MaxValue);
        return _nextLook < long.MaxValue ? TimeSpan.FromMilliseconds(Math.Max(0, _nextLook - now)) : null;
    }

    /// <summary>Wakes who waits if that would come too late.</summary>
    public void LookAgainAt(long due)
    {
        if (due < _nextLook)
        {
            _nextLook = due;
            _earlier.Raise();
        }
    }

    /// <summary>Completes when something may be due earlier than was told.</summary>
    public ValueTask WaitAsync(TimeSpan longest, CancellationToken cancellationToken) => _earlier.WaitAsync(longest, cancellationToken);
}
