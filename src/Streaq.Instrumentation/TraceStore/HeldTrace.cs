namespace Streaq.Instrumentation;

/// <summary>The spans that this process has of a trace before it is decided whether the trace is kept.</summary>
/// <param name="id">The trace's id.</param>
/// <param name="since">When its first span ended, as a timestamp.</param>
internal sealed class HeldTrace(string id, long since)
{
    public string Id { get; } = id;

    public long Since { get; } = since;

    public List<TraceSpan> Spans { get; } = [];

    public int Bytes { get; private set; }

    public int Dropped { get; private set; }

    /// <summary>The queues of its tasks; empty while no task is known.</summary>
    public HashSet<string> Queues { get; } = new(StringComparer.Ordinal);

    /// <returns>The bytes that the span takes; 0 when it was dropped.</returns>
    public int Add(TraceSpan span)
    {
        if (Spans.Count >= TraceBudget.MaxSpans)
        {
            Dropped++;
            return 0;
        }

        var size = SpanCopy.Size(span);
        Spans.Add(span);
        Bytes += size;
        return size;
    }
}
