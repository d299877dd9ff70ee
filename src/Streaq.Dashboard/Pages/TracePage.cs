using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;
using Streaq.Dashboard.Traces;
using Streaq.Dashboard.Waterfall;

namespace Streaq.Dashboard.Pages;

/// <summary>Shows all kept spans of a trace, even when the records of its tasks have expired.</summary>
internal static class TracePage
{
    public static async ValueTask<Page> ShowAsync(Visit visit)
    {
        try
        {
            var seen = await visit.AskAsync(
                $"trace {visit.Id}", (client, cancellation) => client.Traces.FindAsync([visit.Id], cancellation)).ConfigureAwait(false);
            var others = await visit.Board.OtherTraces.FindAsync([visit.Id]).ConfigureAwait(false);
            TaskTrace[] traces = [.. seen.Value ?? [], .. others.Traces];
            var page = (traces, seen.IsKnown) switch
            {
                ([_, ..], _) => Of(visit, traces, others),
                (_, false) => new Page("Trace", Troubles(others)),
                _ => Missing(visit, others),
            };
            return page with { Troubles = [seen.Shown] };
        }
        catch (ArgumentException)
        {
            return Missing(visit, OtherAnswer.None);
        }
    }

    /// <summary>Renders the number of spans that the waterfall of a task leaves out, and links to its traces.</summary>
    public static Html Rest(Visit visit, SpanForest forest, int shown, IReadOnlyList<string> traceIds)
    {
        var others = forest.Count - shown;
        var spans = others == 1 ? "span" : "spans";
        var links = traceIds.Select(id => Html.Of($"""
            <a href="{visit.ToQueue("traces", id)}">Whole trace <code>{id[..8]}…</code></a>
            """));
        return Html.When(forest.Count > 0, $"""
            <p class="rest">{Html.When(others > 0, $"{Shown.Count(others)} more {spans} in its traces. ")}{Dropped(forest)}
            {Html.Join(" · ", links)}</p>
            """);
    }

    /// <summary>Renders the messages about readers that have failed.</summary>
    public static Html Troubles(OtherAnswer others) =>
        Html.Join(others.Troubles.Select(trouble => Html.Of($"""<p class="rest" role="status">{trouble}</p>""")));

    private static Page Of(Visit visit, IReadOnlyList<TaskTrace> traces, OtherAnswer others)
    {
        var forest = new SpanForest(traces);
        var lines = new SpanLines(visit, forest);
        var steps = forest.Roots.SelectMany(group => Group(visit, lines, group)).ToList();
        return new Page("Trace", Html.Of($"""
            <dl class="facts"><div><dt>Trace</dt><dd>{TraceLink.For(visit, visit.Id)}</dd></div>
            <div><dt>Spans</dt><dd>{Shown.Count(forest.Count)}</dd></div></dl>
            <h2>Course</h2>
            {(steps.Count > 0 ? WaterfallTable.For(steps) : Html.Empty)}
            <p class="rest">{Dropped(forest)}</p>
            {Troubles(others)}
            """));
    }

    /// <summary>Returns a line for a parent that is not kept, and its spans below it.</summary>
    private static IEnumerable<Step> Group(Visit visit, SpanLines lines, IGrouping<string, TraceSpan> group)
    {
        var depth = 0;
        if (group.Key.Length > 0)
        {
            yield return SpanStep.NotSampled([.. group], depth++);
        }

        foreach (var span in group.Where(lines.Take))
        {
            yield return SpanStep.From(visit, span, depth);
            foreach (var within in lines.Within(span.SpanId, depth + 1))
            {
                yield return within;
            }
        }
    }

    private static Html Dropped(SpanForest forest) =>
        Html.When(forest.Dropped > 0, $"{Shown.Count(forest.Dropped)} spans dropped, for want of room. ");

    private static Page Missing(Visit visit, OtherAnswer others) => Page.NotFound("No such trace", Html.Of($"""
        <p>No span of the trace <code><bdi>{visit.Id}</bdi></code> is kept beside this queue. Spans are kept for an hour where the
        application adds <code>AddStreaqTraceStore</code>, of failed, retried and slow tasks and a share of the others.</p>
        {Troubles(others)}
        """));
}
