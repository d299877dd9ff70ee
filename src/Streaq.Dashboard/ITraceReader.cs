namespace Streaq.Dashboard;

/// <summary>
/// Finds spans for the dashboard in addition to those that <c>AddStreaqTraceStore</c> keeps with a queue. The dashboard calls it when a
/// user opens the page of a task or a trace, or searches for a trace, but never for a list.
/// </summary>
public interface ITraceReader
{
    /// <summary>The name that pages show, such as <c>Jaeger at http://jaeger:16686</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Finds the spans of traces. When it throws or takes more than 2 seconds, the page says that its spans are missing.
    /// </summary>
    /// <param name="traceIds">The ids of the traces, 8 at most: 32 lower-case hexadecimal digits each.</param>
    /// <param name="cancellationToken">Cancels the call, after 2 seconds.</param>
    /// <returns>
    /// The traces of which it has spans. The dashboard ignores spans that it already has from another source.
    /// </returns>
    Task<IReadOnlyList<TaskTrace>> FindAsync(IReadOnlyList<string> traceIds, CancellationToken cancellationToken);
}
