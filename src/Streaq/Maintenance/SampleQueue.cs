using Streaq.Storage;
using Streaq.Telemetry;

namespace Streaq.Maintenance;

/// <summary>
/// Counts the queue for its gauges: only while they are collected, and on one worker at a time, so that sums over workers are correct.
/// </summary>
internal sealed class SampleQueue(IReadOnlyList<string> priorities, QueueGauges gauges, TimeProvider time) : IMaintenanceDuty
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly string _reporter = Guid.NewGuid().ToString("N");

    public async Task RunOnceAsync(ITaskStore store, CancellationToken cancellationToken)
    {
        var reports = QueueGauges.Enabled
            && await store.TryReportAsync(_reporter, 3 * Interval, cancellationToken).ConfigureAwait(false);
        gauges.Update(reports ? await store.CountAsync(priorities, cancellationToken).ConfigureAwait(false) : null);
    }

    public Task WaitAsync(ITaskStore store, CancellationToken cancellationToken) => Task.Delay(Interval, time, cancellationToken);
}
