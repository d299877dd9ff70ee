using Microsoft.Extensions.Hosting;

namespace Streaq.Instrumentation;

/// <summary>Sends spans once a second while the host runs, and the remaining ones when all its services have stopped.</summary>
internal sealed class TraceStoreService(TraceStore store) : IHostedLifecycleService, IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LastSend = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (store.Sender is { } sender)
        {
            using (ExecutionContext.SuppressFlow())
            {
                _loop = Task.Run(() => RunAsync(sender), CancellationToken.None);
            }
        }

        return Task.CompletedTask;
    }

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (store.Sender is not { } sender)
        {
            return;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        using var limit = new CancellationTokenSource(LastSend, store.Time);
        await GuardedAsync(sender.FinishAsync, limit.Token).ConfigureAwait(false);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task RunAsync(TraceSender sender)
    {
        using var timer = new PeriodicTimer(Interval, store.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                await GuardedAsync(sender.SendAsync, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The host has stopped.
        }
    }

#pragma warning disable CA1031 // No failure to send spans may end the host.
    private static async Task GuardedAsync(Func<CancellationToken, Task> send, CancellationToken cancellationToken)
    {
        try
        {
            await send(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Callback.Tell(nameof(TraceSender), InstrumentationEventSource.Log.TracesNotSent, e.ToString());
        }
    }
#pragma warning restore CA1031
}
