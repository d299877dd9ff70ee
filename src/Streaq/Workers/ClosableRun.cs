namespace Streaq.Workers;

/// <summary>
/// A worker's run that the end of its queue stops as well. A host that is disposed without a stop closes the queue first. The tasks that
/// the worker holds have to go back before that.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="longestEnd">How long the end waits, in real time: a host's own clock may stand still.</param>
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

    /// <summary>Does not wait for a run that was asked to stop before: its host has waited for it.</summary>
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
