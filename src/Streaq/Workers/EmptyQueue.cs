using Streaq.Storage;

namespace Streaq.Workers;

/// <summary>
/// Decides when a worker with <see cref="WorkerOptions.StopWhenEmpty"/> may stop: when nothing is ready, scheduled, waiting or held by any
/// worker. All queues of such workers in the process must be empty, since a task of one queue may enqueue into another.
/// </summary>
internal sealed class EmptyQueue
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly StoreAccess _store;
    private readonly WorkerOptions _options;
    private readonly EmptyQueues _all;
    private readonly TimeProvider _time;

    public EmptyQueue(StoreAccess store, WorkerOptions options, EmptyQueues all, TimeProvider time)
    {
        (_store, _options, _all, _time) = (store, options, all, time);
        all.Add(this);
    }

    /// <summary>
    /// Cancelled once all services of the host have started: a service that starts after the worker may be about to enqueue.
    /// </summary>
    public CancellationToken Started { get; init; }

    public async Task<bool> IsReachedAsync(CancellationToken stopping)
    {
        await StartedAsync(stopping).ConfigureAwait(false);
        var reached = await _all.AreEmptyAsync(stopping).ConfigureAwait(false);
        if (!reached)
        {
            // A task is scheduled, held by another worker, or on its way into the store.
            await Task.Delay(Pause, _time, stopping).ConfigureAwait(false);
        }

        return reached;
    }

    private async Task StartedAsync(CancellationToken stopping)
    {
        if (Started.CanBeCanceled && !Started.IsCancellationRequested)
        {
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var registration = Started.UnsafeRegister(static source => ((TaskCompletionSource)source!).TrySetResult(), started);
            await started.Task.WaitAsync(stopping).ConfigureAwait(false);
        }
    }

    public async Task<bool> IsEmptyAsync(CancellationToken stopping)
    {
        var opened = await _store.OpenAsync(stopping).ConfigureAwait(false);
        return (await opened.CountAsync(_options.ServedPriorities, stopping).ConfigureAwait(false)).IsEmpty;
    }
}

/// <summary>The queues of this process whose workers stop when nothing is left.</summary>
internal sealed class EmptyQueues
{
    private readonly Lock _gate = new();
    private EmptyQueue[] _all = [];

    /// <summary>Called while the host starts its services, maybe concurrently; no worker checks before all have started.</summary>
    public void Add(EmptyQueue queue)
    {
        lock (_gate)
        {
            _all = [.. _all, queue];
        }
    }

    /// <summary>Whether all are empty. Counts several queues twice: a task may have moved into one that was counted already.</summary>
    public async Task<bool> AreEmptyAsync(CancellationToken stopping)
    {
        var all = Volatile.Read(ref _all);
        for (var round = 0; round < Math.Min(all.Length, 2); round++)
        {
            foreach (var queue in all)
            {
                if (!await queue.IsEmptyAsync(stopping).ConfigureAwait(false))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
