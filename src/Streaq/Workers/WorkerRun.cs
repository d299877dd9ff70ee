using Streaq.Maintenance;

namespace Streaq.Workers;

/// <summary>Runs a worker's sessions, and the queue's maintenance beside them.</summary>
/// <param name="sessions">They run one after the other.</param>
/// <param name="maintenance">Runs as long as they do.</param>
/// <param name="started">Called when it starts.</param>
internal sealed class WorkerRun(WorkerSessions sessions, QueueMaintenance maintenance, Action started) : IWorkerRun
{
    public async Task<bool> RunAsync(CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var maintaining = maintenance.RunAsync(ended.Token);
        started();
        var end = await sessions.RunAsync(stopping).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        await maintaining.ConfigureAwait(false);
        return end is SessionEnd.QueueEmpty;
    }
}
