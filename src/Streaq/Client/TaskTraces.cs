using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Client;

/// <summary>Stores and finds spans.</summary>
internal sealed class TaskTraces(StoreAccess store) : ITaskTraces
{
    private const int MostAtOnce = 8;

    public async Task<KeptTraces> KeepAsync(
        IReadOnlyList<TaskTrace> traces, TraceBudget budget, long since, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(traces);
        ArgumentNullException.ThrowIfNull(budget);
        budget.ThrowIfInvalid();
        foreach (var trace in traces)
        {
            ThrowIfNoTraceId(trace.TraceId, nameof(traces));
        }

        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await opened.Traces.KeepAsync(
            [.. traces.SelectMany(TraceCodec.Write)], budget, since, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<TaskTrace>> FindAsync(IReadOnlyList<string> traceIds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(traceIds);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(traceIds.Count, MostAtOnce, nameof(traceIds));
        foreach (var id in traceIds)
        {
            ThrowIfNoTraceId(id, nameof(traceIds));
        }

        if (traceIds.Count == 0)
        {
            return [];
        }

        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        var stored = await opened.Traces.ReadAsync(traceIds, cancellationToken).ConfigureAwait(false);
        return
        [
            .. traceIds.Zip(stored, static (id, trace) => new TaskTrace(id, [.. trace.Parts.SelectMany(TraceCodec.Read)])
            {
                Dropped = trace.Dropped,
            }).Where(static trace => trace.Spans.Count + trace.Dropped > 0),
        ];
    }

    private static void ThrowIfNoTraceId(string id, string parameter)
    {
        if (!TraceContext.IsTraceId(id))
        {
            throw new ArgumentException($"'{id}' is not the id of a trace: that has 32 lower-case hexadecimal digits.", parameter);
        }
    }
}
