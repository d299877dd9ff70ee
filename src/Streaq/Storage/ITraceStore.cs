using Streaq.Tasks;

namespace Streaq.Storage;

/// <summary>Spans of the traces that the tasks of one queue are in, within a budget.</summary>
/// <remarks>Each member is atomic and throws <see cref="StreaqStoreException"/> when the store can't be reached.</remarks>
internal interface ITraceStore
{
    /// <summary>Adds spans; the oldest traces give way. Not to be repeated: spans would be there twice.</summary>
    /// <param name="parts">The spans; none, to ask only.</param>
    /// <param name="budget">What all traces may take.</param>
    /// <param name="since">By the store's clock, in Unix milliseconds.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The traces that are kept since then, of this call too.</returns>
    ValueTask<KeptTraces> KeepAsync(
        IReadOnlyList<TracePart> parts, TraceBudget budget, long since, CancellationToken cancellationToken);

    /// <summary>What there is of each trace, in their order.</summary>
    ValueTask<IReadOnlyList<StoredTrace>> ReadAsync(IReadOnlyList<string> traceIds, CancellationToken cancellationToken);
}

/// <summary>What the store has of a trace.</summary>
/// <param name="Parts">Its parts.</param>
/// <param name="Dropped">How many spans there was no room for.</param>
internal sealed record StoredTrace(IReadOnlyList<ReadOnlyMemory<byte>> Parts, int Dropped);
