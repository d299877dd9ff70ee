using System.Net;

namespace Streaq.Storage.Redis;

/// <summary>Searches for the primary when a failure suggests that it has changed, until one can be reached.</summary>
/// <param name="find">Finds the primary's address.</param>
/// <param name="isReached">Returns whether the connection is open, and to that address.</param>
/// <param name="move">Connects to that address instead.</param>
internal sealed class PrimarySearch(Func<Task<EndPoint?>> find, Func<EndPoint, bool> isReached, Func<EndPoint, Task> move)
    : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _search = Task.CompletedTask;
    private volatile bool _isEnded;

    public void Begin()
    {
        lock (_gate)
        {
            if (_search.IsCompleted && !_isEnded)
            {
                // The search belongs to no request, not even to the one that noticed the failure first.
                using var suppressed = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
                _search = Task.Run(RunAsync);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task search;
        lock (_gate)
        {
            _isEnded = true;
            _ended.SetResult();
            search = _search;
        }

        await search.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task RunAsync()
    {
        for (var pause = Backoff.Brief.First; !_isEnded; pause = Backoff.Brief.After(pause))
        {
            if (await find().ConfigureAwait(false) is { } primary
                && (isReached(primary) || await TryMoveAsync(primary).ConfigureAwait(false)))
            {
                return;
            }

            await _ended.Task.WaitAsync(pause).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> TryMoveAsync(EndPoint primary)
    {
        try
        {
            await move(primary).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is StreaqStoreException || RedisFailure.Is(e, CancellationToken.None))
        {
            // The primary is gone again, or can't be reached yet.
            return false;
        }
    }
}
