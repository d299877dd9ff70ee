using Streaq.Storage;
using Streaq.Telemetry;

namespace Streaq.Maintenance;

/// <summary>
/// Runs the maintenance duties of a queue and the count for its gauges, each in a loop of its own.
/// </summary>
internal sealed class QueueMaintenance(
    string queue,
    IReadOnlyList<string> priorities,
    IReadOnlyList<IMaintenanceDuty> duties,
    StoreAccess store,
    TimeProvider time,
    StoreOutage outage,
    LoopFaults faults)
{
    /// <summary>Runs until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        var gauges = new QueueGauges(queue);
        IMaintenanceDuty[] all = [.. duties, new SampleQueue(priorities, gauges, time)];
        await Task.WhenAll(all.Select(duty => new MaintenanceLoop(duty, store, outage, faults).RunAsync(stopping))).ConfigureAwait(false);
        gauges.Remove();
    }
}
