namespace Streaq;

/// <summary>
/// Spans of the traces that the queue's tasks are in. <c>AddStreaqTraceStore</c> of the package <c>Streaq.Instrumentation</c> keeps them;
/// the dashboard shows them.
/// </summary>
public interface ITaskTraces
{
    /// <summary>Adds spans to what is kept, in one call. The oldest traces give way; what has no room in its trace is counted.</summary>
    /// <param name="traces">The spans by their traces; may be empty, to ask only.</param>
    /// <param name="budget">What all traces of the queue may take; each call holds all to its own.</param>
    /// <param name="since">Since when the answer tells of traces: 0, or <see cref="KeptTraces.Now"/> of the call before.</param>
    /// <param name="cancellationToken">Ends the wait for Redis; the spans may be kept nevertheless.</param>
    /// <returns>The traces of which any process has kept a span since then, so that processes can agree on what they keep.</returns>
    /// <exception cref="ArgumentException">An id is none.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value of the budget is out of its range.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached. Not to be repeated: the spans may be there.</exception>
    Task<KeptTraces> KeepAsync(
        IReadOnlyList<TaskTrace> traces, TraceBudget budget, long since = 0, CancellationToken cancellationToken = default);

    /// <summary>Finds what is kept of traces, in one call.</summary>
    /// <param name="traceIds">The ids of the traces, 8 at most.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>Those of which something is kept, in the order of the ids.</returns>
    /// <exception cref="ArgumentException">An id is none.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are more than 8 ids.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<IReadOnlyList<TaskTrace>> FindAsync(IReadOnlyList<string> traceIds, CancellationToken cancellationToken = default);
}
