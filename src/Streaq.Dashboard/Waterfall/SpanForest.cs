namespace Streaq.Dashboard.Waterfall;

/// <summary>The spans of some traces by their ids and parents. What was stored may be anything, a circle of parents as well.</summary>
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

        // What one source has left out, another may have.
        Dropped = traces.GroupBy(trace => trace.TraceId, StringComparer.Ordinal).Sum(same => same.Min(trace => trace.Dropped));
        _children = _byId.Values.OrderBy(span => span.StartedAt).ToLookup(span => span.ParentId ?? "", StringComparer.Ordinal);
    }

    public int Count => _byId.Count;

    /// <summary>How many more there were.</summary>
    public int Dropped { get; }

    public IEnumerable<TraceSpan> All => _byId.Values;

    public TraceSpan? Find(string? id) => id is null ? null : _byId.GetValueOrDefault(id);

    public IEnumerable<TraceSpan> ChildrenOf(string? id) => _children[id ?? ""];

    /// <summary>The spans that a span is within, the outermost first.</summary>
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

    /// <summary>Spans whose parent is not there, by that parent; those without a parent by the empty id.</summary>
    public IEnumerable<IGrouping<string, TraceSpan>> Roots =>
        _byId.Values.Where(span => Find(span.ParentId) is null).OrderBy(span => span.StartedAt)
            .GroupBy(span => span.ParentId ?? "", StringComparer.Ordinal);
}
