using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;
using Streaq.Dashboard.Queues;

namespace Streaq.Dashboard.Pages;

/// <summary>Shows the most frequent errors of the newest dead letters, on the page of their queue.</summary>
internal static class WorstLetters
{
    /// <summary>Fewer than on their own page, since they are read once a second while a user views the queue.</summary>
    private const int Looked = 200;

    private const int MostShown = 5;

    public static Task<Seen<DeadLetterPage>> AskAsync(Visit visit) => visit.AskAsync(
        "worst dead", (client, cancellation) => client.DeadLetters.PageAsync(Looked, cancellationToken: cancellation));

    public static Html For(Visit visit, DeadLetterPage? looked) => looked is not { Letters.Count: > 0 } ? Html.Empty : Html.Of($"""
        <section><h2>Worst dead letters</h2>
        <div class="scroll"><table>
        <thead><tr><th scope="col">Error</th><th scope="col">Task</th><th scope="col" class="n">Count</th>
        <th scope="col" class="n">Newest</th></tr></thead>
        <tbody>{Html.Join(DeadGroups.Of(looked.Letters).Take(MostShown).Select(group => Row(visit, [.. group])))}</tbody></table></div>
        {Html.When(looked.Continuation is not null, $"<p class=\"none\">Counted among the newest {Looked}.</p>")}</section>
        """);

    private static Html Row(Visit visit, List<DeadLetterSummary> group) => Html.Of($"""
        <tr><th scope="row" class="cut">
        <a href="{DeadGroups.Address(visit, group[0])}"><code><bdi>{Shown.ShortType(group[0].ErrorType)}</bdi></code></a></th>
        <td><bdi>{group[0].TaskName}</bdi></td>
        <td class="n bad">{Shown.Count(group.Count)}</td><td class="n">{Shown.Time(group[0].FailedAt)}</td></tr>
        """);
}
