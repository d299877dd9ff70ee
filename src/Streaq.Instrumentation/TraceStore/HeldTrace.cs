namespace Streaq.Instrumentation;

/// <summary>What this process has of a trace of which it is not known whether it is kept.</summary>
/// <param name="id">The trace.</param>
/// <param name="since">When its first span ended, as a timestamp.</param>
internal sealed class HeldTrace(string id, long since)
{
    public string Id { get; } = id;

    public long Since { get; } = since;

    public List<TraceSpan> Spans { get; } = [];

    public int Bytes { get; private set; }

    public int Dropped { get; private set; }

    /// <summary>The queues that its tasks are in; none while no task is known.</summary>
    public HashSet<string> Queues { get; } = new(StringComparer.Ordinal);

    /// <returns>How many bytes more it takes.</returns>
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
