using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Pages;

/// <summary>Shows a sample of ended tasks: the newest, the slowest, the failed ones.</summary>
internal static class RecentPage
{
    public const int Looked = 1_000;
    private const int PerPage = 50;

    private static readonly (string Name, string Word)[] Orders = [("newest", "Newest"), ("slowest", "Slowest"), ("failed", "Failed")];

    public static async ValueTask<Page> ShowAsync(Visit visit)
    {
        var seen = await visit.AskAsync(
            "recent", (client, cancellation) => client.RecentAsync(Looked, cancellation)).ConfigureAwait(false);
        return new Page("Ended tasks", seen.Value is { } tasks ? Body(visit, tasks) : Html.Empty)
        {
            Place = "recent",
            Troubles = [seen.Shown],
        };
    }

    private static Html Body(Visit visit, IReadOnlyList<RecentTask> tasks)
    {
        var order = Array.Find(Orders, order => order.Name.Equals(visit.Query("order"), StringComparison.Ordinal)).Name ?? "newest";
        var name = visit.Query("task");
        var shown = tasks.Where(task => name is null || task.TaskName.Equals(name, StringComparison.Ordinal));
        shown = order switch
        {
            "slowest" => shown.OrderByDescending(Took),
            "failed" => shown.Where(task => task.Outcome is not TaskOutcome.Success),
            _ => shown,
        };
        var part = NumberedPages<RecentTask>.From(visit, [.. shown], PerPage);
        return Html.Of($"""
            <nav class="tabs" aria-label="Order"><ul>{Html.Join(Orders.Select(one => Frame.Tab(
                Links.Query(visit.ToQueue("recent"), ("order", one.Name), ("task", name)),
                one.Word,
                one.Name.Equals(order, StringComparison.Ordinal))))}</ul></nav>
            {Html.When(name is not null, $"<p><bdi>{name}</bdi>. <a href=\"{visit.ToQueue("recent")}\">Show all</a></p>")}
            {List(visit, part.Shown)}
            {part.Links(Links.Query(visit.ToQueue("recent"), ("order", order), ("task", name)))}
            <p class="none">A sample of {Shown.Count(tasks.Count)}: every few seconds each worker keeps the newest, the slowest and the
            failed ones of what it ran, 50 at most.</p>
            """);
    }

    private static Html List(Visit visit, IReadOnlyList<RecentTask> tasks) => tasks.Count == 0 ? Html.Of($"<p>None.</p>") : Html.Of($"""
        <div class="scroll"><table class="list">
        <thead><tr><th scope="col">Id</th><th scope="col">Task</th><th scope="col">Outcome</th><th scope="col">Error</th>
        <th scope="col" class="n">Attempts</th><th scope="col" class="n">Waited</th><th scope="col" class="n">Took</th>
        <th scope="col" class="n">Ended</th><th scope="col">Trace</th></tr></thead>
        <tbody>{Html.Join(tasks.Select(task => Row(visit, task)))}</tbody></table></div>
        """);

    private static Html Row(Visit visit, RecentTask task) => Html.Of($"""
        <tr><th scope="row">{TaskLink.For(visit, task.TaskId)}</th><td><bdi>{task.TaskName}</bdi></td><td>{StateTag.For(task.Outcome)}</td>
        <td>{(task.ErrorType is { } type ? Html.Of($"<code><bdi>{Shown.ShortType(type)}</bdi></code>") : Shown.None)}</td>
        <td class="n" data-l="Attempts">{task.Attempts}</td>
        <td class="n" data-l="Waited">{Shown.Duration(task.StartedAt - task.ReadyAt)}</td>
        <td class="n" data-l="Took">{Shown.Duration(Took(task))}</td><td class="n" data-l="Ended">{Shown.Time(task.FinishedAt)}</td>
        <td data-l="Trace">{TraceLink.Short(visit, task.TraceId)}</td></tr>
        """);

    private static TimeSpan Took(RecentTask task) => task.FinishedAt - task.StartedAt;
}
