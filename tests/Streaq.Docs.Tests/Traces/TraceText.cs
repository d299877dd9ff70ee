using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Streaq.Docs.Tests.Traces;

/// <summary>
/// Writes the spans of a story as the pages show them: a tree for each trace, and in each line the span's name, attempt, outcome, error,
/// and the spans that it links to besides its parent.
/// </summary>
internal static class TraceText
{
    private const string Branch = "├─ ";
    private const string LastBranch = "└─ ";
    private const string Through = "│  ";
    private const string Blank = "   ";
    private const int LongestError = 70;

    private static readonly Dictionary<string, string> Signs = new(StringComparer.Ordinal)
    {
        ["success"] = "✓",
        ["retry"] = "↻",
        ["returned"] = "↩",
        ["snoozed"] = "◷",
        ["aborted"] = "■",
        ["expired"] = "■",
    };

    public static string Of(IReadOnlyList<Activity> spans)
    {
        var known = spans.ToDictionary(span => span.SpanId);
        var children = spans.ToLookup(span => known.ContainsKey(span.ParentSpanId) ? span.ParentSpanId : default);
        var rows = new List<(string Tree, Activity? Span)>();
        foreach (var trace in InOrder(children[default]).GroupBy(root => root.TraceId))
        {
            if (rows.Count > 0)
            {
                rows.Add(("", null));
            }

            foreach (var root in trace)
            {
                Add(root, "", "", children, rows);
            }
        }

        var width = rows.Max(row => row.Tree.Length) + 2;
        return string.Join('\n', rows.Select(row => row.Span is { } span ? Line(row.Tree.PadRight(width), span, known) : ""));
    }

    private static void Add(
        Activity span, string lines, string below, ILookup<ActivitySpanId, Activity> children, List<(string Tree, Activity? Span)> rows)
    {
        rows.Add((lines + span.DisplayName, span));
        var all = InOrder(children[span.SpanId]).ToList();
        foreach (var child in all)
        {
            var isLast = ReferenceEquals(child, all[^1]);
            Add(child, below + (isLast ? LastBranch : Branch), below + (isLast ? Blank : Through), children, rows);
        }
    }

    private static string Line(string tree, Activity span, Dictionary<ActivitySpanId, Activity> known)
    {
        var line = new StringBuilder(tree);
        if (span.GetTagItem("streaq.max_attempts") is { } most)
        {
            line.Append(CultureInfo.InvariantCulture, $"{span.GetTagItem("streaq.attempt")}/{most}  ");
        }

        if (span.GetTagItem("streaq.outcome") is string outcome)
        {
            line.Append(CultureInfo.InvariantCulture, $"{Signs.GetValueOrDefault(outcome, "✗")} {outcome}");
        }

        line.Append(Error(span));
        // The tree shows the parent already, so a link to it is left out.
        var links = span.Links.Where(link => link.Context.SpanId != span.ParentSpanId && known.ContainsKey(link.Context.SpanId))
            .GroupBy(link => Meaning(link, span, known[link.Context.SpanId]))
            .Select(same => same.Count() == 1 ? same.Key : $"{same.Count()} × {same.Key}")
            .ToList();
        return line.Append(links.Count > 0 ? $"  ⇢ {string.Join(", ", links)}" : "").ToString().TrimEnd();
    }

    private static string Meaning(ActivityLink link, Activity from, Activity to)
    {
        var kind = link.Tags?.FirstOrDefault(tag => tag.Key == "streaq.link.kind").Value?.ToString()?.Replace('_', ' ');
        return kind is null ? to.DisplayName : to.DisplayName == from.DisplayName ? kind : $"{kind} {to.DisplayName}";
    }

    private static string Error(Activity span) =>
        span.GetTagItem("error.type") is string type ? $"  {type[(type.LastIndexOf('.') + 1)..]}: {Short(span.StatusDescription!)}" : "";

    private static string Short(string text) => text.Length <= LongestError ? text : $"{text[..LongestError].TrimEnd()}…";

    private static IEnumerable<Activity> InOrder(IEnumerable<Activity> spans) =>
        spans.OrderBy(span => span.StartTimeUtc).ThenBy(span => span.DisplayName, StringComparer.Ordinal);
}
