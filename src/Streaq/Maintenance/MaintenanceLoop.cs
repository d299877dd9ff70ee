using Streaq.Storage;

namespace Streaq.Maintenance;

/// <summary>Repeats a duty, at a slower pace while the store can't be reached.</summary>
internal sealed class MaintenanceLoop(IMaintenanceDuty duty, StoreAccess store, StoreOutage outage, LoopFaults faults)
{
    private readonly string _name = duty.GetType().Name;
    private readonly RetryPace _pace = outage.PaceOf(duty.GetType().Name);

    public async Task RunAsync(CancellationToken stopping)
    {
        using var pace = _pace;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var opened = await store.OpenAsync(stopping).ConfigureAwait(false);
                await duty.RunOnceAsync(opened, stopping).ConfigureAwait(false);
                _pace.Succeeded();
                faults.Work(_name);
                await duty.WaitAsync(opened, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (StreaqStoreException e)
            {
                await _pace.FailedAsync(e, stopping).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // No data in the store may end a duty for good without a report.
            catch (Exception e)
#pragma warning restore CA1031
            {
                faults.Report(_name, e);
                await _pace.RestAsync(stopping).ConfigureAwait(false);
            }
        }
    }
}
