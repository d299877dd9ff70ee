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

    /// <summary>Begins to count from nothing.</summary>
    /// <param name="tasks">How many tasks start.</param>
    /// <param name="held">Whether they wait for <see cref="Release"/>, where a system has no worker that could start later.</param>
    public void Expect(int tasks, bool held)
    {
        (_first, _left) = (0, tasks);
        (_last, _gate) = (NewSignal(), NewSignal());
        if (!held)
        {
            _gate.SetResult();
        }
    }

    /// <summary>Lets the tasks start that were held.</summary>
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

    /// <summary>Counts a start once the tasks may start.</summary>
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
