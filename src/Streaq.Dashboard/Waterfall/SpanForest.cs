namespace Streaq.Dashboard.Waterfall;

/// <summary>The spans of some traces by their ids and parents. The stored data may be wrong, and even have a cycle of parents.</summary>
internal sealed class SpanForest
{
    private readonly Dictionary<string, TraceSpan> _byId = new(StringComparer.Ordinal);
    private readonly ILookup<string, TraceSpan> _children;

    public SpanForest(IReadOnlyList<TaskTrace> traces)
    {
        foreach (var span in traces.SelectMany(trace => trace.Spans))
        {
            _byId.TryAdd(span.SpanId, span);
        }

        // A span that one source has dropped may be in another, so the least number counts.
        Dropped = traces.GroupBy(trace => trace.TraceId, StringComparer.Ordinal).Sum(same => same.Min(trace => trace.Dropped));
        _children = _byId.Values.OrderBy(span => span.StartedAt).ToLookup(span => span.ParentId ?? "", StringComparer.Ordinal);
    }

    public int Count => _byId.Count;

    /// <summary>The number of spans that the sources have dropped.</summary>
    public int Dropped { get; }

    public IEnumerable<TraceSpan> All => _byId.Values;

    public TraceSpan? Find(string? id) => id is null ? null : _byId.GetValueOrDefault(id);

    public IEnumerable<TraceSpan> ChildrenOf(string? id) => _children[id ?? ""];

    /// <summary>Returns the ancestors of a span, the outermost first.</summary>
    public IReadOnlyList<TraceSpan> Around(TraceSpan span)
    {
        var around = new List<TraceSpan>();
        var seen = new HashSet<string>(StringComparer.Ordinal) { span.SpanId };
        for (var parent = Find(span.ParentId); parent is not null && seen.Add(parent.SpanId); parent = Find(parent.ParentId))
        {
            around.Add(parent);
        }

        around.Reverse();
        return around;
    }

    /// <summary>The spans whose parent is missing, by the parent's id. The id is empty for spans without a parent.</summary>
    public IEnumerable<IGrouping<string, TraceSpan>> Roots =>
        _byId.Values.Where(span => Find(span.ParentId) is null).OrderBy(span => span.StartedAt)
            .GroupBy(span => span.ParentId ?? "", StringComparer.Ordinal);
}
