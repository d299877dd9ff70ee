using Streaq.Dashboard.Layout;

namespace Streaq.Dashboard.Waterfall;

/// <summary>Turns spans into lines, each after its parent, up to <see cref="Most"/> lines.</summary>
internal sealed class SpanLines(Visit visit, SpanForest forest)
{
    /// <summary>The most lines. A page with more would not be read.</summary>
    public const int Most = 400;

    /// <summary>The deepest indentation. Deeper spans are drawn with it.</summary>
    public const int Deepest = 12;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>The number of spans that have a line.</summary>
    public int Count => _seen.Count;

    /// <returns>Whether the span had no line before.</returns>
    public bool Take(TraceSpan span) => _seen.Add(span.SpanId);

    /// <summary>Returns lines of all descendants of a span.</summary>
    public IEnumerable<Step> Within(string? spanId, int depth)
    {
        var left = new Stack<(TraceSpan Span, int Depth)>();
        Push(spanId, depth);
        while (_seen.Count < Most && left.TryPop(out var next))
        {
            if (Take(next.Span))
            {
                yield return SpanStep.From(visit, next.Span, next.Depth);
                Push(next.Span.SpanId, Math.Min(next.Depth + 1, Deepest));
            }
        }

        void Push(string? id, int at)
        {
            foreach (var child in forest.ChildrenOf(id).Reverse())
            {
                left.Push((child, at));
            }
        }
    }
}
