using System.Diagnostics;

namespace Streaq.Benchmarks.Outboxes;

/// <summary>Records when the handler of the last expected task began. Public, since Wolverine compiles code that calls it.</summary>
public sealed class Arrivals
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private TaskCompletionSource<long> _last = new();
    private int _left;

    public void Expect(int count)
    {
        _last = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _left, count);
    }

    /// <summary>All that a handler does.</summary>
    public void Arrived()
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            _last.TrySetResult(Stopwatch.GetTimestamp());
        }
    }

    /// <returns>The timestamp of the stopwatch.</returns>
    /// <exception cref="TimeoutException">Some tasks have not begun.</exception>
    public Task<long> LastAsync(CancellationToken cancellationToken) => _last.Task.WaitAsync(Longest, cancellationToken);
}
