using Streaq.Maintenance;
using Streaq.Storage;

namespace Streaq.Workers;

/// <summary>A worker's sessions, one after the other, at a slower pace while the store is away.</summary>
internal sealed class WorkerSessions(StoreAccess store, Func<WorkerSession> next, WorkerPulse pulse, StoreOutage outage)
{
    private readonly RetryPace _pace = outage.PaceOf(nameof(WorkerService));

    /// <summary>Runs until it is stopped, or until the queue is empty when that was asked for.</summary>
    public async Task<SessionEnd> RunAsync(CancellationToken stopping)
    {
        using var pace = _pace;
        try
        {
            return await RunAllAsync(stopping).ConfigureAwait(false);
        }
        finally
        {
            pulse.Ended();
        }
    }

    private async Task<SessionEnd> RunAllAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            pulse.Joining();
            try
            {
                var opened = await store.OpenAsync(stopping).ConfigureAwait(false);
                var end = await next().RunAsync(opened, stopping).ConfigureAwait(false);
                _pace.Succeeded();
                if (end is not SessionEnd.LeaseLost)
                {
                    return end;
                }
            }
            catch (StreaqStoreException e)
            {
                await _pace.FailedAsync(e, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
        }

        return SessionEnd.Stopped;
    }
}

/// <summary>Why a session ended.</summary>
internal enum SessionEnd
{
    Stopped,
    LeaseLost,
    QueueEmpty,
}
