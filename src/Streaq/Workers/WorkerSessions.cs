using Streaq.Maintenance;
using Streaq.Storage;

namespace Streaq.Workers;

/// <summary>Runs a worker's sessions one after the other, at a slower pace while the store can't be reached.</summary>
internal sealed class WorkerSessions(StoreAccess store, Func<WorkerSession> next, WorkerPulse pulse, StoreOutage outage)
{
    private readonly RetryPace _pace = outage.PaceOf(nameof(WorkerService));

    /// <summary>Runs until it is stopped or, with <see cref="WorkerOptions.StopWhenEmpty"/>, the queue is empty.</summary>
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
                var session = next();
                var end = await session.RunAsync(opened, stopping).ConfigureAwait(false);
                if (end is not SessionEnd.Failed || session.HasRenewed)
                {
                    _pace.Succeeded();
                }

                if (end is SessionEnd.Failed)
                {
                    await _pace.RestAsync(stopping).ConfigureAwait(false);
                }
                else if (end is not SessionEnd.LeaseLost)
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
#pragma warning disable CA1031 // No exception may end a worker without a report, or stop its host.
            catch (Exception e)
#pragma warning restore CA1031
            {
                pulse.Faults.Report(nameof(WorkerSession), e);
                await _pace.RestAsync(stopping).ConfigureAwait(false);
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
    Failed,
    QueueEmpty,
}
