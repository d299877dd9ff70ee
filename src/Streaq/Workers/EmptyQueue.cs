using Streaq.Storage;

namespace Streaq.Workers;

/// <summary>When a worker that stops with an empty queue may stop: nothing is ready, scheduled, waiting or held by any worker.</summary>
internal sealed class EmptyQueue(ITaskStore store, WorkerOptions options, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public async Task<bool> IsReachedAsync(CancellationToken stopping)
    {
        var counts = await store.CountAsync((IReadOnlyList<string>)options.Priorities, stopping).ConfigureAwait(false);
        if (!counts.IsEmpty)
        {
            // Something is scheduled, or with another worker, or on its way into the store.
            await Task.Delay(Pause, time, stopping).ConfigureAwait(false);
        }

        return counts.IsEmpty;
    }
}
