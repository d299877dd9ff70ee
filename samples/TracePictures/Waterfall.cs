using System.Diagnostics;
using System.Globalization;
using System.Security;
using System.Text;
using Quickstart;

namespace TracePictures;

/// <summary>Draws spans as trace viewers do: a tree at the left, bars over time at the right, links as dashed lines.</summary>
internal static class Waterfall
{
    private const int Width = 1_000;
    private const int TreeWidth = 290;
    private const int BarsWidth = 600;
    private const int RowHeight = 26;
    private const int Top = 64;

    public static string Draw(string title, IReadOnlyCollection<Activity> spans)
    {
        var rows = Rows(spans);
        var begin = spans.Min(span => span.StartTimeUtc);
        var total = (spans.Max(span => span.StartTimeUtc + span.Duration) - begin).TotalMilliseconds;
        double X(DateTime time) => TreeWidth + ((time - begin).TotalMilliseconds / total * BarsWidth);

        var svg = new StringBuilder();
        var height = Top + (rows.Count * RowHeight) + 16;
        svg.Append(Text($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" font-family="ui-monospace, Menlo, Consolas, monospace" font-size="12">""")).Append('\n');
        svg.Append(Text($"""<title>{Escaped(title)}</title><rect width="{Width}" height="{height}" fill="#fff"/>""")).Append('\n');
        svg.Append(Text($"""<text x="12" y="22" font-size="14" font-weight="bold">{Escaped(title)}</text>""")).Append('\n');
        Scale(svg, total, height);
        for (var i = 0; i < rows.Count; i++)
        {
            Row(svg, rows[i], Top + (i * RowHeight), X);
        }

        foreach (var (from, to, kind) in Links(rows))
        {
            Link(svg, X(rows[from].Span.StartTimeUtc + rows[from].Span.Duration), Y(from) + 7, X(rows[to].Span.StartTimeUtc), Y(to), kind);
        }

        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>Returns the rows trace by trace, in the order of their starts.</summary>
    private static List<TreeRow> Rows(IReadOnlyCollection<Activity> spans) =>
        [.. spans.GroupBy(span => span.TraceId).OrderBy(trace => trace.Min(span => span.StartTimeUtc)).SelectMany(trace => TraceTree.Rows([.. trace]))];

    private static int Y(int row) => Top + (row * RowHeight) + (RowHeight / 2);

    private static void Scale(StringBuilder svg, double total, int height)
    {
        for (var i = 0; i <= 4; i++)
        {
            var x = TreeWidth + (BarsWidth * i / 4);
            svg.Append(Text($"""<line x1="{x}" y1="{Top - 14}" x2="{x}" y2="{height - 8}" stroke="#ddd"/><text x="{x}" y="{Top - 20}" fill="#666" text-anchor="middle">{total * i / 4:F0} ms</text>""")).Append('\n');
        }
    }

    private static void Row(StringBuilder svg, TreeRow row, int top, Func<DateTime, double> x)
    {
        var span = row.Span;
        var failed = span.Status == ActivityStatusCode.Error;
        var (left, right) = (x(span.StartTimeUtc), x(span.StartTimeUtc + span.Duration));
        var colour = failed ? "#c0392b" : Colour(span.Kind);
        svg.Append(Text($"""<text x="12" y="{top + 17}" xml:space="preserve">{Escaped(row.Lines)}<tspan fill="{colour}">{Escaped(span.DisplayName)}</tspan></text>""")).Append('\n');
        svg.Append(Text($"""<rect x="{left:F1}" y="{top + 6}" width="{Math.Max(right - left, 2):F1}" height="14" rx="2" fill="{colour}"><title>{Escaped(Tags(span))}</title></rect>""")).Append('\n');
        // On the left of a bar that leaves no room on its right.
        var (at, anchor) = right > TreeWidth + (BarsWidth * 0.8) && left > TreeWidth + (BarsWidth * 0.35) ? (left - 5, "end") : (right + 5, "start");
        svg.Append(Text($"""<text x="{at:F1}" y="{top + 17}" font-size="11" fill="#444" text-anchor="{anchor}">{Escaped(Note(span))}</text>""")).Append('\n');
    }

    private static void Link(StringBuilder svg, double fromX, int fromY, double toX, int toY, string kind)
    {
        var middle = Math.Max(fromX, toX) + 10;
        svg.Append(Text($"""<path d="M{fromX:F1},{fromY} C{middle:F1},{fromY} {toX - 30:F1},{toY} {toX - 2:F1},{toY}" fill="none" stroke="#8e44ad" stroke-dasharray="4 3"><title>link: {Escaped(kind)}</title></path>""")).Append('\n');
    }

    /// <summary>Returns links within the picture, without those that only repeat a parent.</summary>
    private static IEnumerable<(int From, int To, string Kind)> Links(List<TreeRow> rows) =>
        from to in Enumerable.Range(0, rows.Count)
        from link in rows[to].Span.Links
        let @from = rows.FindIndex(row => row.Span.SpanId == link.Context.SpanId)
        where @from >= 0 && link.Context.SpanId != rows[to].Span.ParentSpanId
        select (@from, to, Kind(link));

    private static string Kind(ActivityLink link) => link.Tags?.FirstOrDefault(tag => tag.Key == "streaq.link.kind").Value as string ?? "";

    private static string Note(Activity span)
    {
        var notes = new List<string> { Text($"{span.Duration.TotalMilliseconds:F1} ms") };
        if (span.GetTagItem("streaq.attempt") is { } attempt && span.GetTagItem("streaq.outcome") is { } outcome)
        {
            notes.Add(Text($"attempt {attempt}, {outcome}"));
        }

        if (span.GetTagItem("streaq.lease.previous_worker") is not null)
        {
            notes.Add("links the attempt that died");
        }

        return string.Join(", ", notes);
    }

    private static string Tags(Activity span) => string.Join('\n', span.TagObjects.Select(tag => $"{tag.Key} = {tag.Value}"));

    private static string Colour(ActivityKind kind) => kind switch
    {
        ActivityKind.Server => "#2c3e50",
        ActivityKind.Producer => "#b9770e",
        ActivityKind.Consumer => "#1f7a4d",
        ActivityKind.Client => "#2471a3",
        _ => "#7f8c8d",
    };

    private static string Escaped(string text) => SecurityElement.Escape(text);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
