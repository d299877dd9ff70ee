using System.Diagnostics;

namespace Streaq.Benchmarks.Queues;

/// <summary>Counts the starts of a known number of tasks, and can hold them back until all have been enqueued.</summary>
public sealed class Starts
{
    private TaskCompletionSource _last = NewSignal();
    private TaskCompletionSource _gate = NewSignal();
    private long _first;
    private int _left;

    /// <param name="tasks">How many tasks start.</param>
    public Starts(int tasks = 0) => Expect(tasks, held: false);

    /// <summary>Completes when the last task has started.</summary>
    public Task Last => _last.Task;

    /// <summary>The time since the first start.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_first);

    /// <summary>Resets the count.</summary>
    /// <param name="tasks">How many tasks start.</param>
    /// <param name="held">Whether tasks wait for <see cref="Release"/>. For systems whose worker always runs, so that a drain can begin
    /// later.</param>
    public void Expect(int tasks, bool held)
    {
        (_first, _left) = (0, tasks);
        (_last, _gate) = (NewSignal(), NewSignal());
        if (!held)
        {
            _gate.SetResult();
        }
    }

    /// <summary>Starts the tasks that are held back.</summary>
    public void Release() => _gate.SetResult();

    public void Count()
    {
        if (_first == 0)
        {
            Interlocked.CompareExchange(ref _first, Stopwatch.GetTimestamp(), 0);
        }

        if (Interlocked.Decrement(ref _left) == 0)
        {
            _last.SetResult();
        }
    }

    /// <summary>Waits until the tasks may start, and counts a start.</summary>
    public Task PassAsync()
    {
        if (_gate.Task.IsCompleted)
        {
            Count();
            return Task.CompletedTask;
        }

        return WaitAsync();

        async Task WaitAsync()
        {
            await _gate.Task;
            Count();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
