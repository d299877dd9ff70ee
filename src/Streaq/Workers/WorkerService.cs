using Microsoft.Extensions.Hosting;
using Streaq.Maintenance;
using Streaq.Telemetry;

namespace Streaq.Workers;

/// <summary>The worker as a hosted service: its sessions, and the queue's maintenance beside them.</summary>
/// <remarks>
/// A host stops its services one after the other, each in its own time. The worker does not wait for its turn: it fetches nothing
/// more from the moment at which the host begins to stop.
/// </remarks>
internal sealed class WorkerService(WorkerSessions sessions, QueueMaintenance maintenance, IHostApplicationLifetime host)
    : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan LastWrite = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();

    /// <summary>Called when it starts.</summary>
    public Action? Started { get; init; }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Called before any service stops, where the host is stopped by a call.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) => _stop.CancelAsync();

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Has begun to stop long before, as a rule; a write that gives tasks back is worth another moment.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        if (ExecuteTask is { } running)
        {
            await running.WaitAsync(LastWrite, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _stop.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Whatever the host was doing when it started this service is no parent of the tasks.
        Spans.MakeCurrent(activity: null, ListenerGuard.Silent);
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using var beginning = host.ApplicationStopping.UnsafeRegister(Stop, _stop);
        using var turn = stoppingToken.UnsafeRegister(Stop, _stop);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var maintaining = maintenance.RunAsync(ended.Token);
        Started?.Invoke();
        var end = await sessions.RunAsync(_stop.Token).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        await maintaining.ConfigureAwait(false);
        if (end is SessionEnd.QueueEmpty)
        {
            host.StopApplication();
        }
    }

    /// <summary>The token says so at once; what goes on then does so elsewhere, and does not hold up who stops the host.</summary>
    private static void Stop(object? stop) => _ = ((CancellationTokenSource)stop!).CancelAsync();
}
