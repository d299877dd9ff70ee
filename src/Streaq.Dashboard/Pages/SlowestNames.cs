using Streaq.Dashboard.Charts;
using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Pages;

/// <summary>Shows statistics by task name, the slowest first.</summary>
internal static class SlowestNames
{
    private const int MostShown = 25;

    public static Html For(Visit visit, Window window, QueueStatistics statistics) => Html.When(statistics.Tasks.Count > 0, $"""
        <h2>Slowest tasks</h2>
        <div class="scroll"><table class="list">
        <thead><tr><th scope="col">Task</th><th scope="col" class="n">Succeeded</th><th scope="col" class="n">Retried</th>
        <th scope="col" class="n">Failed</th><th scope="col" class="n">Wait p95</th><th scope="col" class="n">Took p50</th>
        <th scope="col" class="n">Took p95</th><th scope="col" class="n">Together</th></tr></thead>
        <tbody>{Html.Join(statistics.Tasks.OrderByDescending(task => task.Attempts.Duration.Percentile(0.95)).Take(MostShown)
            .Select(task => Row(visit, window, task)))}</tbody></table></div>
        {Html.When(statistics.Tasks.Count > MostShown, $"<p>{statistics.Tasks.Count - MostShown} faster ones are left out.</p>")}
        """);

    private static Html Row(Visit visit, Window window, TaskStatistics task) => Html.Of($"""
        <tr><th scope="row"><a href="{visit.ToQueue("names", task.TaskName)}?window={window.Name}"><bdi>{task.TaskName}</bdi></a></th>
        <td class="n" data-l="Succeeded">{Shown.Count(task.Attempts.Succeeded)}</td>
        <td class="n" data-l="Retried">{Shown.Count(task.Attempts.Retried)}</td>
        <td class="n" data-l="Failed">{Bad(task.Attempts.Failed)}</td>
        <td class="n" data-l="Wait p95">{ColumnTable.Time(task.Attempts.Wait.Percentile(0.95))}</td>
        <td class="n" data-l="Took p50">{ColumnTable.Time(task.Attempts.Duration.Percentile(0.5))}</td>
        <td class="n" data-l="Took p95">{ColumnTable.Time(task.Attempts.Duration.Percentile(0.95))}</td>
        <td class="n" data-l="Together">{Shown.Duration(task.Attempts.Duration.Sum)}</td></tr>
        """);

    private static Html Bad(long count) => count == 0 ? Html.Of($"0") : Html.Of($"""<span class="bad">{Shown.Count(count)}</span>""");
}
