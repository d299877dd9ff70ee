using Microsoft.Extensions.Hosting;

namespace Streaq.Workers;

/// <summary>The worker as a hosted service.</summary>
/// <remarks>
/// A host makes all its services before it checks their options. So the worker is built only when the host starts it, after the check. A
/// host stops its services one after the other. The worker does not wait for its turn: it stops fetching when the host begins to stop.
/// </remarks>
/// <param name="create">Creates the worker.</param>
/// <param name="host">The host, which the worker may stop.</param>
internal sealed class WorkerService(Func<IWorkerRun> create, IHostApplicationLifetime host)
    : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan LastWrite = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private IWorkerRun? _run;

    /// <summary>Called before any service starts, so that no service starts when the mapped tasks have a mistake.</summary>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _run ??= create();
        return Task.CompletedTask;
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // Another kind of host may not call StartingAsync.
        _run ??= create();
        // Tasks must not see the execution context in which the host starts, such as its span or its own AsyncLocal values.
        using (ExecutionContext.SuppressFlow())
        {
            return base.StartAsync(cancellationToken);
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Called before any service stops, where the host is stopped by a call.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) => _stop.CancelAsync();

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits for the run, which usually began to stop long before. The write that gives tasks back gets another moment.</summary>
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
        // A source that is disposed during a run drops the loops' registrations before its cancellation reaches them.
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

    /// <summary>Cancels the token at once. Its callbacks run on other threads and do not block the caller that stops the host.</summary>
    private static void Stop(object? stop) => _ = ((CancellationTokenSource)stop!).CancelAsync();
}
