using Microsoft.Extensions.Hosting;

namespace Streaq.Workers;

/// <summary>The worker as a hosted service.</summary>
/// <remarks>
/// A host makes all its services before it checks their options. So the worker is built only when the host starts it, after the check. A
/// host stops its services one after the other. The worker does not wait for its turn: it stops fetching when the host begins to stop.
/// </remarks>
/// <param name="create">Puts the worker together.</param>
/// <param name="host">Which it may stop.</param>
internal sealed class WorkerService(Func<IWorkerRun> create, IHostApplicationLifetime host)
    : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan LastWrite = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private IWorkerRun? _run;

    /// <summary>Called before any service starts, so that a mistake in what was mapped starts none.</summary>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _run ??= create();
        return Task.CompletedTask;
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // A host of another kind may know nothing of the call before.
        _run ??= create();
        // What is current where the host starts, its span or values of its own, is nothing that tasks should find.
        using (ExecutionContext.SuppressFlow())
        {
            return base.StartAsync(cancellationToken);
        }
    }

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
        // Disposed while a run goes on, the source forgets the loops before its cancellation reaches them.
        _ = (ExecuteTask ?? Task.CompletedTask).ContinueWith(
            static (_, stop) => ((CancellationTokenSource)stop!).Dispose(),
            _stop,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        using var beginning = host.ApplicationStopping.UnsafeRegister(Stop, _stop);
        using var turn = stoppingToken.UnsafeRegister(Stop, _stop);
        if (await _run!.RunAsync(_stop.Token).ConfigureAwait(false))
        {
            host.StopApplication();
        }
    }

    /// <summary>The token says so at once; what goes on then does so elsewhere, and does not hold up who stops the host.</summary>
    private static void Stop(object? stop) => _ = ((CancellationTokenSource)stop!).CancelAsync();
}
