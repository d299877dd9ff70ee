namespace Streaq;

/// <summary>
/// Stores spans of the traces of the queue's tasks. <c>AddStreaqTraceStore</c> of the package <c>Streaq.Instrumentation</c> writes them,
/// and the dashboard shows them.
/// </summary>
public interface ITaskTraces
{
    /// <summary>
    /// Stores spans, in one call. The oldest traces are deleted to make room. Spans beyond the limit of a trace are only counted.
    /// </summary>
    /// <param name="traces">The spans by trace. May be empty, to get only the result.</param>
    /// <param name="budget">The limits for all traces of the queue. Each call applies its own limits to all of them.</param>
    /// <param name="since">The start of the time that the result covers: 0, or <see cref="KeptTraces.Now"/> of the call before.</param>
    /// <param name="cancellationToken">Ends the wait for Redis; the spans may be kept nevertheless.</param>
    /// <returns>
    /// The traces that the store began to keep since then, for any process, so that processes can agree on which they keep.
    /// </returns>
    /// <exception cref="ArgumentException">An id is not valid.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value of the budget is out of its range.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached. Do not repeat the call: the spans may be stored.</exception>
    Task<KeptTraces> KeepAsync(
        IReadOnlyList<TaskTrace> traces, TraceBudget budget, long since = 0, CancellationToken cancellationToken = default);

    /// <summary>Finds the stored spans of traces, in one call.</summary>
    /// <param name="traceIds">The ids of the traces, 8 at most.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The traces that have stored or counted spans, in the order of the ids.</returns>
    /// <exception cref="ArgumentException">An id is not valid.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are more than 8 ids.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<IReadOnlyList<TaskTrace>> FindAsync(IReadOnlyList<string> traceIds, CancellationToken cancellationToken = default);
}
