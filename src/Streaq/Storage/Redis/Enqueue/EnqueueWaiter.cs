using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;

namespace Streaq.Storage.Redis;

/// <summary>
/// What a caller awaits while its task is on its way in a shared call. Another caller uses it again afterwards.
/// </summary>
/// <param name="free">Those that no caller awaits.</param>
internal sealed class EnqueueWaiter(ConcurrentQueue<EnqueueWaiter> free) : IValueTaskSource<StandingTask>
{
    /// <summary>More than callers usually wait at once; those of a rare crowd are garbage.</summary>
    private const int MostKept = 1024;

    private ManualResetValueTaskSourceCore<StandingTask> _core = new() { RunContinuationsAsynchronously = true };

    /// <summary>To be awaited once.</summary>
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
