using Streaq.Tasks;

namespace Streaq.Storage.InMemory;

/// <summary>Spans of the traces of this process.</summary>
internal sealed class InMemoryTraces(InMemoryGate gate, TimeProvider time) : ITraceStore
{
    private readonly Dictionary<string, Trace> _traces = new(StringComparer.Ordinal);

    /// <summary>The traces in the order in which they were added.</summary>
    private readonly LinkedList<Trace> _inOrder = new();

    private long _bytes;

    public ValueTask<KeptTraces> KeepAsync(
        IReadOnlyList<TracePart> parts, TraceBudget budget, long since, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            foreach (var part in parts)
            {
                Add(part, now);
            }

            var oldest = now - (long)budget.TimeToLive.TotalMilliseconds;
            while (_inOrder.First is { } first
                && (first.Value.KeptAt < oldest || _inOrder.Count > budget.MaxTraces || _bytes > budget.MaxBytes))
            {
                Forget(first);
            }

            return new(new KeptTraces([.. _inOrder.Where(trace => trace.KeptAt >= since).Select(trace => trace.Id)], now));
        }
    }

    public ValueTask<IReadOnlyList<StoredTrace>> ReadAsync(IReadOnlyList<string> traceIds, CancellationToken cancellationToken)
    {
        using (gate.Enter())
        {
            return new([.. traceIds.Select(id => _traces.TryGetValue(id, out var trace) ? trace.ToStored() : new StoredTrace([], 0))]);
        }
    }

    private void Add(TracePart part, long now)
    {
        if (!_traces.TryGetValue(part.TraceId, out var trace))
        {
            _traces.Add(part.TraceId, trace = new Trace(part.TraceId, now));
            _inOrder.AddLast(trace);
        }

        var fits = trace.Spans + part.Spans <= TraceBudget.MaxSpans && trace.Bytes + part.Bytes.Length <= TraceBudget.MaxTraceBytes;
        trace.Dropped += part.Dropped + (fits ? 0 : part.Spans);
        if (fits && part.Spans > 0)
        {
            trace.Spans += part.Spans;
            trace.Bytes += part.Bytes.Length;
            trace.Parts.Add(part.Bytes);
            _bytes += part.Bytes.Length;
        }
    }

    private void Forget(LinkedListNode<Trace> node)
    {
        _bytes -= node.Value.Bytes;
        _traces.Remove(node.Value.Id);
        _inOrder.Remove(node);
    }

    private sealed class Trace(string id, long keptAt)
    {
        public string Id { get; } = id;

        public long KeptAt { get; } = keptAt;

        public int Spans { get; set; }

        public int Bytes { get; set; }

        public int Dropped { get; set; }

        public List<ReadOnlyMemory<byte>> Parts { get; } = [];

        public StoredTrace ToStored() => new([.. Parts], Dropped);
    }
}
