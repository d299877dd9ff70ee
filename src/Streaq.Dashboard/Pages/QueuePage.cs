using Streaq.Dashboard.Charts;
using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;
using Streaq.Dashboard.Queues;

namespace Streaq.Dashboard.Pages;

/// <summary>Shows one queue: its tasks by state, what is paused, and statistics of attempts.</summary>
internal static class QueuePage
{
    public static Task<Seen<TaskCounts>> CountsAsync(Visit visit, BoardQueue queue) => visit.Board.Snapshots.ReadAsync(
        queue, "counts", (client, cancellation) => client.CountsAsync(cancellation));

    public static async ValueTask<Page> ShowAsync(Visit visit)
    {
        var window = Window.Of(visit);
        var (asked, dead) = (window.AskAsync(visit, visit.Queue), WorstLetters.AskAsync(visit));
        var outboxes = OutboxTable.AskAsync(visit);
        var seen = await CountsAsync(visit, visit.Queue).ConfigureAwait(false);
        var statistics = await asked.ConfigureAwait(false);
        var letters = await dead.ConfigureAwait(false);
        var waiting = OutboxTable.For(visit, await outboxes.ConfigureAwait(false));
        return new Page(visit.Queue.Slug, Html.Of($"""
            {Body(visit, seen.Value, letters.Value)}{waiting}{Course(visit, window, statistics.Value)}
            """))
        {
            Place = "",
            Aside = seen.Value is { } known ? Html.Of($"{State(known.Paused)}{Switch(visit, known.Paused.WholeQueue, null)}") : Html.Empty,
            Troubles = [seen.Shown, statistics.Shown, letters.Shown],
        };
    }

    /// <summary>Renders the time since when the oldest ready task has been ready.</summary>
    public static Html Oldest(Visit visit, TaskCounts counts) => counts.OldestReadyAge > TimeSpan.Zero
        ? Shown.Time(Whole(visit.Board.Time.GetUtcNow() - counts.OldestReadyAge))
        : Shown.None;

    public static Html State(QueuePause pause) =>
        pause.WholeQueue ? StateTag.For("Paused", "warn")
        : pause.Priorities.Count > 0 ? StateTag.For("Partly paused", "warn")
        : StateTag.For("Active", "good");

    private static Html Course(Visit visit, Window window, QueueStatistics? statistics) => statistics is null ? Html.Empty : Html.Of($"""
        <h2>Attempts</h2>
        {window.Tabs(visit.ToQueue())}
        {window.Draw(statistics)}
        {SlowestNames.For(visit, window, statistics)}
        """);

    private static Html Body(Visit visit, TaskCounts? counts, DeadLetterPage? letters) => counts is null ? Html.Empty : Html.Of($"""
        <dl class="counts">
        {Tile(visit, "Ready", counts.Ready.Values.Sum(), "tasks", "ready")}
        {Tile(visit, "Running", counts.Running, "tasks", "running")}
        {Tile(visit, "Scheduled", counts.Scheduled, "tasks", "scheduled")}
        {Tile(visit, "Waiting", counts.Waiting, "tasks", "waiting")}
        {Tile(visit, "Dead letters", counts.DeadLetters, "dead", null)}
        <div><dt>Oldest ready</dt><dd>{Oldest(visit, counts)}</dd></div>
        </dl>
        <div class="pair"><section><h2>Priorities</h2>
        <div class="scroll"><table>
        <thead><tr><th scope="col">Priority</th><th scope="col" class="n">Ready</th><th scope="col" class="n">Running</th>
        <th scope="col">State</th>{Html.When(visit.CanAct, $"<th scope=\"col\">Action</th>")}</tr></thead>
        <tbody>{Html.Join(counts.Ready.Keys.Select(priority => Priority(visit, counts, priority)))}</tbody></table></div></section>
        {WorstLetters.For(visit, letters)}</div>
        """);

    private static Html Priority(Visit visit, TaskCounts counts, string priority)
    {
        var isPaused = counts.Paused.Priorities.Contains(priority, StringComparer.Ordinal);
        return Html.Of($"""
            <tr><th scope="row"><bdi>{priority}</bdi></th><td class="n">{Shown.Count(counts.Ready[priority])}</td>
            <td class="n">{Shown.Count(counts.RunningByPriority.GetValueOrDefault(priority))}</td>
            <td>{(counts.Paused.Covers(priority) ? StateTag.For("Paused", "warn") : StateTag.For("Active", "good"))}</td>
            {Html.When(visit.CanAct, $"<td>{Switch(visit, isPaused, priority)}</td>")}</tr>
            """);
    }

    private static Html Tile(Visit visit, string word, long count, string page, string? state) => Html.Of($"""
        <div><dt>{word}</dt><dd><a href="{Links.Query(visit.ToQueue(page), ("state", state))}"
        {Html.When(count > 0 && page is "dead", $"class=\"bad\"")}>{Shown.Count(count)}</a></dd></div>
        """);

    private static Html Switch(Visit visit, bool isPaused, string? priority) => ActionForm.Button(
        visit,
        visit.ToQueue(isPaused ? "resume" : "pause"),
        $"{(isPaused ? "Resume" : "Pause")}{(priority is null ? " the queue" : "")}",
        priority is null ? default : ActionForm.Hidden("priority", priority),
        priority);

    /// <summary>Cuts to whole seconds. The age is measured at each read, and the page should not change within a second.</summary>
    public static DateTimeOffset Whole(DateTimeOffset time) => new(time.Ticks - time.Ticks % TimeSpan.TicksPerSecond, TimeSpan.Zero);
}
