using Streaq.Tasks;

namespace Streaq.Storage;

/// <summary>Spans of the traces that the tasks of one queue are in, within a budget.</summary>
/// <remarks>Each member is atomic and throws <see cref="StreaqStoreException"/> when the store can't be reached.</remarks>
internal interface ITraceStore
{
    /// <summary>Adds spans and drops the oldest traces over the budget. Do not repeat the call: it would store spans twice.</summary>
    /// <param name="parts">The spans; none, to only read which traces are kept.</param>
    /// <param name="budget">The limits of all traces.</param>
    /// <param name="since">By the store's clock, in Unix milliseconds.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The traces that the store began to keep since then, including those of this call.</returns>
    ValueTask<KeptTraces> KeepAsync(
        IReadOnlyList<TracePart> parts, TraceBudget budget, long since, CancellationToken cancellationToken);

    /// <summary>Returns the stored spans of each trace, in the order of the ids.</summary>
    ValueTask<IReadOnlyList<StoredTrace>> ReadAsync(IReadOnlyList<string> traceIds, CancellationToken cancellationToken);
}

/// <summary>The stored spans of a trace.</summary>
/// <param name="Parts">Its parts.</param>
/// <param name="Dropped">The number of spans that there was no room for.</param>
internal sealed record StoredTrace(IReadOnlyList<ReadOnlyMemory<byte>> Parts, int Dropped);
