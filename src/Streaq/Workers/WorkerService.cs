using Microsoft.Extensions.Hosting;
using Streaq.Maintenance;

namespace Streaq.Workers;

/// <summary>The worker as a hosted service: its sessions, and the queue's maintenance beside them.</summary>
internal sealed class WorkerService(WorkerSessions sessions, QueueMaintenance maintenance, IHostApplicationLifetime host)
    : BackgroundService
{
    /// <summary>Called when it starts.</summary>
    public Action? Started { get; init; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Whatever the host was doing when it started this service is no parent of the tasks.
        System.Diagnostics.Activity.Current = null;
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var maintaining = maintenance.RunAsync(ended.Token);
        Started?.Invoke();
        var end = await sessions.RunAsync(stoppingToken).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        await maintaining.ConfigureAwait(false);
        if (end is SessionEnd.QueueEmpty)
        {
            host.StopApplication();
        }
    }
}
