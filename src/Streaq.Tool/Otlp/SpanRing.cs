using Streaq.Dashboard;

namespace Streaq.Tool.Otlp;

/// <summary>The received spans, by trace. When the budget is exceeded, the oldest trace is dropped.</summary>
internal sealed class SpanRing(SpanBudget budget) : ITraceReader
{
    /// <summary>The estimated bytes of a trace or a span, without its texts.</summary>
    private const int FixedSize = 250;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Held> _traces = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public string Name => "The OTLP receiver of streaq dashboard";

    /// <summary>The estimated bytes of all spans.</summary>
    public long Bytes { get; private set; }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _traces.Count;
            }
        }
    }

    /// <returns>Whether its trace had room for the span.</returns>
    public bool Add(string traceId, TraceSpan span)
    {
        lock (_gate)
        {
            if (!_traces.TryGetValue(traceId, out var held))
            {
                _traces[traceId] = held = new Held();
                _order.Enqueue(traceId);
                Take(held, FixedSize);
            }

            var size = Size(span);
            var isNew = !held.Spans.ContainsKey(span.SpanId);
            // A trace without an end must not push out all others.
            if (isNew && (held.Spans.Count >= budget.MaxSpans || held.Bytes + size > budget.MaxBytes / 4))
            {
                held.Dropped++;
                return false;
            }

            if (isNew)
            {
                held.Spans.Add(span.SpanId, span);
                Take(held, size);
            }

            Shrink();
            return true;
        }
    }

    public Task<IReadOnlyList<TaskTrace>> FindAsync(IReadOnlyList<string> traceIds, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<TaskTrace>>(
            [
                .. traceIds.Where(_traces.ContainsKey)
                    .Select(id => new TaskTrace(id, [.. _traces[id].Spans.Values]) { Dropped = _traces[id].Dropped }),
            ]);
        }
    }

    private static int Size(TraceSpan span) => FixedSize + 2 * (
        span.Name.Length + span.Source.Length + span.Service.Length
        + span.Attributes.Sum(static tag => FixedSize / 4 + tag.Key.Length + tag.Value.Length));

    private void Take(Held held, int size)
    {
        held.Bytes += size;
        Bytes += size;
    }

    private void Shrink()
    {
        while ((Bytes > budget.MaxBytes || _traces.Count > budget.MaxTraces) && _order.TryDequeue(out var oldest))
        {
            _traces.Remove(oldest, out var gone);
            Bytes -= gone!.Bytes;
        }
    }

    private sealed class Held
    {
        public Dictionary<string, TraceSpan> Spans { get; } = new(StringComparer.Ordinal);

        public long Bytes { get; set; }

        public int Dropped { get; set; }
    }
}
