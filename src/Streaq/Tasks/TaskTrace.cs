namespace Streaq;

/// <summary>The spans of one trace that processes keep in the queue's store, so that a page shows them without a tracing backend.</summary>
/// <param name="TraceId">The trace's id: 32 lower-case hexadecimal digits.</param>
/// <param name="Spans">Its spans, in no order.</param>
public sealed record TaskTrace(string TraceId, IReadOnlyList<TraceSpan> Spans)
{
    /// <summary>The number of spans that were left out because there was no room for them.</summary>
    public int Dropped { get; init; }
}
