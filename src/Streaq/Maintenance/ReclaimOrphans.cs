using Microsoft.Extensions.Logging;
using Streaq.Storage;
using Streaq.Telemetry;

namespace Streaq.Maintenance;

/// <summary>Makes the tasks ready again whose worker died, hangs or lost Redis.</summary>
internal sealed class ReclaimOrphans(
    string worker,
    IReadOnlyList<string> priorities,
    TimeSpan lease,
    QueueTelemetry queue,
    TimeProvider time,
    ILogger logger) : IMaintenanceDuty
{
    private const int Batch = 200;

    private readonly ReceiveTelemetry _telemetry = new(queue);
    private bool _more;

    public async Task RunOnceAsync(ITaskStore store, CancellationToken cancellationToken)
    {
        var began = time.GetUtcNow();
        var reclaimed = await store.ReclaimAsync(priorities, Batch, cancellationToken).ConfigureAwait(false);
        foreach (var task in reclaimed)
        {
            logger.Reclaimed(Tasks.WireName.ForLog(task.TaskId), Tasks.WireName.ForLog(task.PreviousWorker));
        }

        if (reclaimed.Count > 0)
        {
            _telemetry.Claimed(worker, reclaimed, began);
        }

        _more = reclaimed.Count >= Batch;
    }

    /// <summary>Waits half a lease duration, so that a task is reclaimed after one and a half at most.</summary>
    public Task WaitAsync(ITaskStore store, CancellationToken cancellationToken) =>
        _more ? Task.CompletedTask : Task.Delay(lease / 2, time, cancellationToken);
}
