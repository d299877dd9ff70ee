using Streaq.Dashboard.Charts;
using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Pages;

/// <summary>Shows statistics of the tasks of one name: their number, outcomes and durations.</summary>
internal static class NamePage
{
    public static async ValueTask<Page> ShowAsync(Visit visit)
    {
        var window = Window.Of(visit);
        try
        {
            var seen = await window.AskAsync(visit, visit.Queue, visit.Id).ConfigureAwait(false);
            return new Page(visit.Id, seen.Value is { } statistics ? Body(visit, window, statistics) : Html.Empty)
            {
                Place = "",
                Troubles = [seen.Shown],
            };
        }
        catch (ArgumentException)
        {
            return Page.NotFound("No such task", Html.Of($"<p>This is no name of a task.</p>"));
        }
    }

    private static Html Body(Visit visit, Window window, QueueStatistics statistics) => Html.Of($"""
        {window.Tabs(visit.ToQueue("names", visit.Id))}
        {window.Draw(statistics)}
        {Html.When(statistics.Total.Count > 0, $"""
            <h2>How long</h2>{Distribution.For(statistics.Total)}
            <p><a href="{Links.Query(visit.ToQueue("recent"), ("task", visit.Id))}">A sample of those that ended</a>,
            <a href="{Links.Query(visit.ToQueue("dead"), ("task", visit.Id))}">its dead letters</a></p>
            """)}
        """);
}
