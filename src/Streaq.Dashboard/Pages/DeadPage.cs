using System.Globalization;
using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Pages;

/// <summary>
/// Tasks that failed for good, newest first: a thousand at a look, grouped by name and error, and the letters of all groups or of one.
/// </summary>
internal static class DeadPage
{
    public const int Looked = 1_000;
    private const int PerPage = 50;

    public static async ValueTask<Page> ShowAsync(Visit visit)
    {
        var after = visit.Query("after");
        try
        {
            var seen = await visit.AskAsync(
                $"dead {after}",
                (client, cancellation) => client.DeadLetters.PageAsync(Looked, after, cancellation)).ConfigureAwait(false);
            return new Page("Dead letters", seen.Value is { } looked ? Body(visit, looked) : Html.Empty)
            {
                Place = "dead",
                Troubles = [seen.Shown],
            };
        }
        catch (ArgumentException)
        {
            return MissingPage.OfPart("dead");
        }
    }

    private static Html Body(Visit visit, DeadLetterPage looked)
    {
        var (task, error) = (visit.Query("task"), visit.Query("error"));
        var letters = looked.Letters.Where(letter => DeadGroups.IsOf(letter, task, error)).ToList();
        var from = int.TryParse(visit.Query("from"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 0;
        return Html.Of($"""
            {(task is null ? DeadGroups.Table(visit, looked.Letters) : DeadGroups.Chosen(visit, task, error, letters.Count))}
            {List(visit, letters, from)}
            {Scope(visit, looked)}
            """);
    }

    private static Html List(Visit visit, List<DeadLetterSummary> letters, int from) => letters.Count <= from
        ? Html.Of($"<p>No dead letters{Html.When(from > 0, $" beyond those before")}.</p>")
        : Html.Of($"""
            <h2>Newest</h2>
            <form method="post" action="{visit.ToQueue("dead", "replay")}">
            <div class="scroll"><table class="list">
            <thead><tr>{ActionForm.BoxOfAll(visit)}<th scope="col">Id</th><th scope="col">Task</th><th scope="col">Error</th>
            <th scope="col" class="n">Attempts</th><th scope="col" class="n">Failed</th><th scope="col">Trace</th></tr></thead>
            <tbody>{Html.Join(letters.Skip(from).Take(PerPage).Select(letter => Row(visit, letter)))}</tbody></table></div>
            {Bulk(visit)}</form>
            {Html.When(letters.Count > from + PerPage, $"<p><a href=\"{Next(visit, from + PerPage)}\">Next {PerPage}</a></p>")}
            """);

    private static Html Row(Visit visit, DeadLetterSummary letter) => Html.Of($"""
        <tr>{ActionForm.Box(visit, letter.TaskId)}<th scope="row">{TaskLink.For(visit, letter.TaskId)}</th>
        <td><bdi>{letter.TaskName}</bdi></td>
        <td class="cut"><code><bdi>{Shown.ShortType(letter.ErrorType)}</bdi></code> <bdi>{letter.Message}</bdi></td>
        <td class="n" data-l="Attempts">{letter.Attempts}</td><td class="n" data-l="Failed">{Shown.Time(letter.FailedAt)}</td>
        <td data-l="Trace">{TraceLink.Short(visit, letter.TraceId)}</td></tr>
        """);

    private static Html Bulk(Visit visit) => Html.When(visit.CanAct, $"""
        <p class="bulk"><button>Replay selected</button>
        <button class="danger" formaction="{visit.ToQueue("dead", "delete")}">Delete selected</button></p>
        """);

    private static Html Scope(Visit visit, DeadLetterPage looked)
    {
        var oldest = looked.Letters is [.., var last] ? last.FailedAt : (DateTimeOffset?)null;
        return Html.When(looked.Continuation is not null, $"""
            <p class="more">Looked at {Shown.Count(looked.Letters.Count)} of them, back to {Shown.Time(oldest)}.
            <a href="{Links.Query(visit.ToQueue("dead"), ("after", looked.Continuation))}">Go on with older ones</a></p>
            """);
    }

    private static string Next(Visit visit, int from) => Links.Query(
        visit.ToQueue("dead"),
        ("task", visit.Query("task")),
        ("error", visit.Query("error")),
        ("after", visit.Query("after")),
        ("from", from.ToString(CultureInfo.InvariantCulture)));
}
