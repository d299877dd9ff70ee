namespace Streaq.Instrumentation;

/// <summary>Sends a keeper's spans in one call for each queue, and passes it the ids of other traces that are kept there.</summary>
internal sealed class TraceSender(TraceKeeper keeper, IStreaqQueues queues, TraceBudget budget)
{
    /// <summary>The store's time of the last call, by queue. The next call reads what was kept since.</summary>
    private readonly Dictionary<StreaqQueue, long> _since = [];

    /// <summary>Sends the remaining spans, then those of traces that other processes keep.</summary>
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
                // The spans are lost, and the dashboard lacks them. Workers and clients report the outage.
            }
        }
    }
}
