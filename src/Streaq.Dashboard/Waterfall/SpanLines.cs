using Streaq.Dashboard.Layout;

namespace Streaq.Dashboard.Waterfall;

/// <summary>Puts spans into lines, each behind its parent, up to a number of them.</summary>
internal sealed class SpanLines(Visit visit, SpanForest forest)
{
    /// <summary>A page with more is no longer read.</summary>
    public const int Most = 400;

    /// <summary>Deeper ones are drawn there.</summary>
    public const int Deepest = 12;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>How many of the spans have a line.</summary>
    public int Count => _seen.Count;

    /// <returns>Whether it has none so far.</returns>
    public bool Take(TraceSpan span) => _seen.Add(span.SpanId);

    /// <summary>The spans within one, at any depth.</summary>
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
