using System.Diagnostics;

namespace Quickstart;

/// <summary>A span and its place in the tree of its trace.</summary>
/// <param name="Lines">The lines that lead to it.</param>
/// <param name="LinesBelow">The lines that continue below it, for text under it.</param>
/// <param name="Span">The span.</param>
internal sealed record TreeRow(string Lines, string LinesBelow, Activity Span);

/// <summary>Lays out the spans of one trace: parents before their children, siblings by the time they began.</summary>
internal static class TraceTree
{
    private const string Branch = "├─ ";
    private const string LastBranch = "└─ ";
    private const string Through = "│  ";
    private const string Blank = "   ";

    /// <summary>The rows from top to bottom. A span whose parent is not among <paramref name="spans"/> is a root.</summary>
    public static IReadOnlyList<TreeRow> Rows(IReadOnlyCollection<Activity> spans)
    {
        var known = spans.Select(span => span.SpanId).ToHashSet();
        var children = spans.ToLookup(span => known.Contains(span.ParentSpanId) ? span.ParentSpanId : default);
        var rows = new List<TreeRow>(spans.Count);
        foreach (var root in InOrder(children[default]))
        {
            Add(root, "", "", children, rows);
        }

        return rows;
    }

    private static void Add(Activity span, string lines, string linesBelow, ILookup<ActivitySpanId, Activity> children, List<TreeRow> rows)
    {
        var all = InOrder(children[span.SpanId]);
        rows.Add(new TreeRow(lines, linesBelow + (all.Length > 0 ? Through : Blank), span));
        for (var i = 0; i < all.Length; i++)
        {
            var isLast = i == all.Length - 1;
            Add(all[i], linesBelow + (isLast ? LastBranch : Branch), linesBelow + (isLast ? Blank : Through), children, rows);
        }
    }

    private static Activity[] InOrder(IEnumerable<Activity> spans) =>
        [.. spans.OrderBy(span => span.StartTimeUtc).ThenBy(span => span.DisplayName, StringComparer.Ordinal)];
}
