using System.Diagnostics;
using System.Globalization;

namespace Quickstart;

/// <summary>Prints traces as trees with a column per value; all traces share the widths of the columns.</summary>
internal sealed class TraceTable(TextWriter output, Paint paint)
{
    private const int Gap = 2;

    public void Print(IReadOnlyList<ToldStory> stories)
    {
        var trees = stories.Select(story => TraceTree.Rows(story.Spans)).ToList();
        var nameWidth = Gap + trees.SelectMany(rows => rows).Max(row => row.Lines.Length + row.Span.DisplayName.Length);
        var headWidth = Gap + stories.Max(story => story.Title.Length + story.End.Length);
        output.WriteLine(paint.Faint($"{"span".PadRight(nameWidth)}{"start",10}{"duration",11}{"queued",8}{"attempt",9}  outcome"));
        foreach (var (story, rows) in stories.Zip(trees))
        {
            output.WriteLine();
            PrintHeadline(story, headWidth);
            foreach (var row in rows)
            {
                PrintRow(row, nameWidth, rows[0].Span.StartTimeUtc);
            }
        }
    }

    private void PrintHeadline(ToldStory story, int width)
    {
        var mark = story.IsAsExpected ? paint.Good("✓") : paint.Bad("✗");
        var gap = new string(' ', width - story.Title.Length - story.End.Length);
        output.WriteLine($"{mark} {paint.Strong(story.Title)} → {story.End}{gap}{paint.Faint("trace")} {paint.Id(story.TraceId)}");
    }

    private void PrintRow(TreeRow row, int width, DateTime began)
    {
        var span = row.Span;
        var name = paint.Faint(row.Lines) + span.DisplayName.PadRight(width - row.Lines.Length);
        var start = paint.Faint($"{"+" + Milliseconds(span.StartTimeUtc - began),10}");
        output.WriteLine($"{name}{start}{Milliseconds(span.Duration),11}{QueueTime(span),8}{Attempt(span),9}  {Outcome(span)}".TrimEnd());
        if (span.Status is ActivityStatusCode.Error)
        {
            output.WriteLine($"{paint.Faint(row.LinesBelow)}{paint.Bad($"{ErrorType(span)}: {span.StatusDescription}")}");
        }
    }

    private string Outcome(Activity span) => span.GetTagItem("streaq.outcome") switch
    {
        "success" => paint.Good("✓ success"),
        "retry" => paint.Warn("↻ retry"),
        string outcome => paint.Bad($"✗ {outcome}"),
        _ => span.Status is ActivityStatusCode.Error ? paint.Bad("✗ error") : "",
    };

    private static string Attempt(Activity span) =>
        span.GetTagItem("streaq.attempt") is { } attempt && span.GetTagItem("streaq.max_attempts") is { } most ? $"{attempt}/{most}" : "";

    private static string QueueTime(Activity span) =>
        span.GetTagItem("streaq.queue_time") is double seconds ? string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:F0} ms") : "";

    private static string? ErrorType(Activity span) => (span.GetTagItem("error.type") as string)?.Split('.')[^1];

    private static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:F1} ms");
}
