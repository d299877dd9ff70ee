namespace Streaq.Instrumentation;

/// <summary>The traces that this process or another one keeps, each with its queues. The oldest are forgotten first.</summary>
internal sealed class KnownTraces(TimeProvider time, TraceBudget budget)
{
    private readonly Dictionary<string, HashSet<string>> _queues = new(StringComparer.Ordinal);
    private readonly Queue<(string TraceId, long Since)> _inOrder = new();

    public IReadOnlyCollection<string>? QueuesOf(string traceId) => _queues.GetValueOrDefault(traceId);

    public void Add(string traceId, IEnumerable<string> queues)
    {
        if (!_queues.TryGetValue(traceId, out var known))
        {
            _queues.Add(traceId, known = new HashSet<string>(StringComparer.Ordinal));
            _inOrder.Enqueue((traceId, time.GetTimestamp()));
        }

        known.UnionWith(queues);
    }

    /// <summary>Forgets traces that the store has forgotten by now, so that they are decided again.</summary>
    public void Forget()
    {
        while (_inOrder.TryPeek(out var oldest)
            && (_inOrder.Count > 2 * budget.MaxTraces || time.GetElapsedTime(oldest.Since) >= budget.TimeToLive))
        {
            _queues.Remove(_inOrder.Dequeue().TraceId);
        }
    }
}
