namespace Streaq.Dashboard;

/// <summary>
/// Where the dashboard finds spans beside those that <c>AddStreaqTraceStore</c> keeps with a queue. It is asked when a user opens the page
/// of a task or of a trace, or looks for a trace, never for a list.
/// </summary>
public interface ITraceReader
{
    /// <summary>What pages call it, such as <c>http://jaeger:16686</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Finds what there is of traces. The page says so where it throws, or where it takes more than 2 seconds.
    /// </summary>
    /// <param name="traceIds">The ids of the traces, 8 at most: 32 lower-case hexadecimal digits each.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Those that it has spans of. Spans that the dashboard has from elsewhere, it takes from there.</returns>
    Task<IReadOnlyList<TaskTrace>> FindAsync(IReadOnlyList<string> traceIds, CancellationToken cancellationToken);
}
