namespace Streaq.Instrumentation;

/// <summary>Spans of kept traces that are to be sent, by queue and trace, within a number of bytes.</summary>
internal sealed class UnsentSpans
{
    /// <summary>Of one send, in memory: as JSON it is half of that, and compressed about a tenth.</summary>
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

    /// <summary>All of them, by queue; then it begins again.</summary>
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
