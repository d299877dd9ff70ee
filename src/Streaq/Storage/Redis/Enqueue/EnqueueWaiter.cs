using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;

namespace Streaq.Storage.Redis;

/// <summary>
/// The source of the task that a caller awaits while a shared call enqueues. Another caller reuses it afterwards.
/// </summary>
/// <param name="free">The waiters that no caller awaits.</param>
internal sealed class EnqueueWaiter(ConcurrentQueue<EnqueueWaiter> free) : IValueTaskSource<StandingTask>
{
    /// <summary>The maximum number of waiters kept for reuse: more than the callers that usually wait at once.</summary>
    private const int MostKept = 1024;

    private ManualResetValueTaskSourceCore<StandingTask> _core = new() { RunContinuationsAsynchronously = true };

    /// <summary>The result. It must be awaited only once.</summary>
    public ValueTask<StandingTask> Standing => new(this, _core.Version);

    public void SetResult(StandingTask standing) => _core.SetResult(standing);

    public void SetException(Exception error) => _core.SetException(error);

    StandingTask IValueTaskSource<StandingTask>.GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _core.Reset();
            if (free.Count < MostKept)
            {
                free.Enqueue(this);
            }
        }
    }

    ValueTaskSourceStatus IValueTaskSource<StandingTask>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<StandingTask>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
