namespace Streaq.Workers;

/// <summary>
/// A worker's run that the disposal of its queue stops as well. A host that is disposed without a stop disposes the queue. The worker
/// must give back its tasks before the queue's store is closed.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="longestEnd">How long disposal waits for the run, in real time: a host's own clock may stand still.</param>
internal sealed class ClosableRun(IWorkerRun run, TimeSpan longestEnd) : IWorkerRun, IAsyncDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _gate = new();
    private Task<bool> _running = Task.FromResult(false);
    private CancellationToken _stopping;

    public Task<bool> RunAsync(CancellationToken stopping)
    {
        lock (_gate)
        {
            _stopping = stopping;
            return _running = RunUntilClosedAsync(stopping);
        }
    }

    /// <summary>Stops the run and waits for its end. Does not wait when a stop was requested before: the host has waited then.</summary>
    public async ValueTask DisposeAsync()
    {
        Task running;
        bool waitedFor;
        lock (_gate)
        {
            (running, waitedFor) = (_running, _stopping.IsCancellationRequested);
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        if (!waitedFor)
        {
            await running.WaitAsync(longestEnd).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _closing.Dispose();
    }

    private async Task<bool> RunUntilClosedAsync(CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stopping, _closing.Token);
        return await run.RunAsync(end.Token).ConfigureAwait(false);
    }
}
