using Streaq.Dashboard.Charts;
using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;
using Streaq.Dashboard.Queues;

namespace Streaq.Dashboard.Pages;

/// <summary>Shows all queues of the application, 20 on a page, with two calls for each queue.</summary>
internal static class QueuesPage
{
    private const int PerPage = 20;

    public static async ValueTask<Page> ShowAsync(Visit visit)
    {
        var all = visit.Board.Queues.All;
        var part = NumberedPages<BoardQueue>.From(visit, all, PerPage);
        var shown = part.Shown;
        var counts = await Task.WhenAll(shown.Select(queue => QueuePage.CountsAsync(visit, queue))).ConfigureAwait(false);
        var courses = await Task.WhenAll(shown.Select(queue => Window.Hour.AskAsync(visit, queue))).ConfigureAwait(false);
        var rows = shown.Select((queue, i) => Row(visit, queue, counts[i].Value, courses[i].Value));
        return new Page("Queues", Html.Of($"""
            <div class="scroll"><table class="list">
            <thead><tr><th scope="col">Queue</th><th scope="col" class="n">Ready</th><th scope="col" class="n">Oldest ready</th>
            <th scope="col" class="n">Running</th><th scope="col" class="n">Scheduled</th><th scope="col" class="n">Waiting</th>
            <th scope="col" class="n">Dead letters</th><th scope="col">State</th>
            <th scope="col" class="spark">Attempts, 1 hour</th></tr></thead>
            <tbody>{Html.Join(rows)}</tbody></table></div>
            {Html.When(all.Count == 0, $"<p>There is no queue.</p>")}
            {part.Links(visit.Links.Root)}
            """))
        {
            Troubles = [.. counts.Select(seen => seen.Shown)],
        };
    }

    private static Html Row(Visit visit, BoardQueue queue, TaskCounts? counts, QueueStatistics? course) => Html.Of($"""
        <tr><th scope="row"><a href="{visit.Links.To(queue.Slug)}"><bdi>{queue.Slug}</bdi></a></th>{(counts is null
            ? Html.Of($"""<td colspan="7">{Shown.None}</td>""")
            : Cells(visit, queue, counts))}<td class="spark">{Spark(course)}</td></tr>
        """);

    private static Html Cells(Visit visit, BoardQueue queue, TaskCounts counts) => Html.Of($"""
        {Count(visit, queue, counts.Ready.Values.Sum(), "ready", "Ready")}
        <td class="n" data-l="Oldest ready">{QueuePage.Oldest(visit, counts)}</td>
        {Count(visit, queue, counts.Running, "running", "Running")}{Count(visit, queue, counts.Scheduled, "scheduled", "Scheduled")}
        {Count(visit, queue, counts.Waiting, "waiting", "Waiting")}
        <td class="n" data-l="Dead letters"><a href="{visit.Links.To(queue.Slug, "dead")}"{Html.When(
            counts.DeadLetters > 0, $" class=\"bad\"")}>{Shown.Count(counts.DeadLetters)}</a></td>
        <td>{QueuePage.State(counts.Paused)}</td>
        """);

    private static Html Spark(QueueStatistics? course) => course is null ? Shown.None : Html.Of($"""
        <div>{AttemptChart.Spark(Window.Hour.Columns(course))}<span>{Shown.Count(course.Total.Count)}{Failed(course.Total)}</span></div>
        """);

    private static Html Failed(AttemptStatistics total) => Html.When(total.Failed > 0, $", {Shown.Count(total.Failed)} failed");

    private static Html Count(Visit visit, BoardQueue queue, long count, string state, string word) => Html.Of($"""
        <td class="n" data-l="{word}"><a href="{visit.Links.To(queue.Slug, "tasks")}?state={state}">{Shown.Count(count)}</a></td>
        """);
}
