using System.Diagnostics;

namespace Streaq.Benchmarks.Outboxes;

/// <summary>When the handler of the last expected task began. Public, since Wolverine compiles code that calls it.</summary>
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

    /// <summary>What a handler does, and all that it does.</summary>
    public void Arrived()
    {
        if (Interlocked.Decrement(ref _left) == 0)
        {
            _last.TrySetResult(Stopwatch.GetTimestamp());
        }
    }

    /// <returns>The stopwatch's time.</returns>
    /// <exception cref="TimeoutException">Some of them have not begun.</exception>
    public Task<long> LastAsync(CancellationToken cancellationToken) => _last.Task.WaitAsync(Longest, cancellationToken);
}
