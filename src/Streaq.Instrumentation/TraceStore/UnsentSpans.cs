namespace Streaq.Instrumentation;

/// <summary>The spans of kept traces to send next, by queue and trace, up to <see cref="MostBytes"/>.</summary>
internal sealed class UnsentSpans
{
    /// <summary>The most bytes of one send, in memory. As JSON that is half, and compressed about a tenth.</summary>
    public const int MostBytes = 2 * 1024 * 1024;

    private Dictionary<(string Queue, string TraceId), Unsent> _all = [];

    public int Bytes { get; private set; }

    public void Add(string queue, string traceId, IEnumerable<TraceSpan> spans, int dropped)
    {
        if (!_all.TryGetValue((queue, traceId), out var unsent))
        {
            _all.Add((queue, traceId), unsent = new Unsent());
        }

        unsent.Dropped += dropped;
        foreach (var span in spans)
        {
            var size = SpanCopy.Size(span);
            if (Bytes + size > MostBytes || unsent.Spans.Count >= TraceBudget.MaxSpans)
            {
                unsent.Dropped++;
                continue;
            }

            unsent.Spans.Add(span);
            Bytes += size;
        }
    }

    /// <summary>Returns all spans, by queue, and clears them here.</summary>
    public ILookup<string, TaskTrace> Take()
    {
        var taken = _all;
        (_all, Bytes) = ([], 0);
        return taken.ToLookup(
            unsent => unsent.Key.Queue,
            unsent => new TaskTrace(unsent.Key.TraceId, unsent.Value.Spans) { Dropped = unsent.Value.Dropped },
            StringComparer.Ordinal);
    }

    private sealed class Unsent
    {
        public List<TraceSpan> Spans { get; } = [];

        public int Dropped { get; set; }
    }
}
