namespace Streaq.Instrumentation;

/// <summary>Sends what a keeper wants kept, in one call for a queue, and tells it what else is kept there.</summary>
internal sealed class TraceSender(TraceKeeper keeper, IStreaqQueues queues, TraceBudget budget)
{
    /// <summary>By queue, up to when it is known what is kept.</summary>
    private readonly Dictionary<StreaqQueue, long> _since = [];

    /// <summary>Sends what is left, and what others keep of it.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        await SendAsync(cancellationToken).ConfigureAwait(false);
        if (keeper.HasUnsent)
        {
            await SendAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task SendAsync(CancellationToken cancellationToken)
    {
        var (spans, asked) = keeper.Take();
        if (asked.Count == 0)
        {
            return;
        }

        foreach (var queue in queues.All.Where(queue => asked.Contains(queue.Name)))
        {
            try
            {
                var kept = await queue.Client.Traces.KeepAsync(
                    [.. spans[queue.Name]], budget, _since.GetValueOrDefault(queue), cancellationToken).ConfigureAwait(false);
                _since[queue] = kept.Now;
                keeper.Learn(queue.Name, kept.TraceIds);
            }
            catch (StreaqStoreException)
            {
                // The spans are lost: a page lacks them. The outage is told of by what tasks depend on.
            }
        }
    }
}
