using Streaq.Maintenance;
using Streaq.Storage;

namespace Streaq.Workers;

/// <summary>Renews the worker's lease every third of its length, in one call for all that the worker holds.</summary>
internal sealed class LeaseLoop(IWorkerLease lease, TimeSpan duration, TimeProvider time, StoreOutage outage)
{
    private readonly RetryPace _pace = outage.PaceOf(nameof(LeaseLoop));

    /// <summary>Called with the time stamp of each call that renewed the lease.</summary>
    public Action<long>? Renewed { get; init; }

    /// <summary>Runs until it is stopped.</summary>
    /// <returns>Whether the lease was held to the end.</returns>
    public async Task<bool> RunAsync(CancellationToken stopping)
    {
        using var pace = _pace;
        var renewed = time.GetTimestamp();
        while (true)
        {
            await Task.Delay(duration / 3, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (stopping.IsCancellationRequested)
            {
                return true;
            }

            var sent = time.GetTimestamp();
            while (true)
            {
                try
                {
                    if (!await lease.RenewAsync(stopping).ConfigureAwait(false))
                    {
                        return false;
                    }

                    renewed = sent;
                    Renewed?.Invoke(sent);
                    _pace.Succeeded();
                    break;
                }
                catch (OperationCanceledException) when (stopping.IsCancellationRequested)
                {
                    return true;
                }
                catch (StreaqStoreException e)
                {
                    // The lease has expired without a renewal. Other workers may have taken the tasks: assume that they have.
                    if (time.GetElapsedTime(renewed) >= duration)
                    {
                        return false;
                    }

                    await _pace.FailedAsync(e, stopping).ConfigureAwait(false);
                }
            }
        }
    }
}
