namespace Streaq.Workers;

/// <summary>Counts the tasks that a worker holds, and wakes the fetch loop when there is room.</summary>
internal sealed class HeldCount
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiter;
    private int _held;
    private int _until;
    private long _finished;

    public int Count => Volatile.Read(ref _held);

    /// <summary>The number of tasks finished so far.</summary>
    public long Finished => Interlocked.Read(ref _finished);

    public void Add(int count) => Interlocked.Add(ref _held, count);

    public void Remove()
    {
        Interlocked.Increment(ref _finished);
        var held = Interlocked.Decrement(ref _held);
        if (Volatile.Read(ref _waiter) is not null && held <= Volatile.Read(ref _until))
        {
            Wake();
        }
    }

    /// <summary>Completes when at most <paramref name="count"/> tasks are held.</summary>
    public Task AtMostAsync(int count, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _until = count;
            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _waiter, waiter);
            // A full barrier: either this method sees the decrement of a task that ended just now, or its Remove sees the waiter.
            Interlocked.MemoryBarrier();
            if (Count <= count)
            {
                _waiter = null;
                return Task.CompletedTask;
            }

            return waiter.Task.WaitAsync(cancellationToken);
        }
    }

    private void Wake()
    {
        lock (_gate)
        {
            if (_waiter is { } waiter && Count <= _until)
            {
                _waiter = null;
                waiter.SetResult();
            }
        }
    }
}
