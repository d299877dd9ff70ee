using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Pages;

/// <summary>
/// Shows dead letters, the newest first. It groups a thousand of them by name and error, and lists the letters of all groups or of one.
/// </summary>
internal static class DeadPage
{
    public const int Looked = 1_000;
    private const int PerPage = 50;

    public static async ValueTask<Page> ShowAsync(Visit visit)
    {
        var trail = Trail.Of(visit);
        try
        {
            var seen = await visit.AskAsync(
                $"dead {trail.After}",
                (client, cancellation) => client.DeadLetters.PageAsync(Looked, trail.After, cancellation)).ConfigureAwait(false);
            return new Page("Dead letters", seen.Value is { } looked ? Body(visit, looked, trail) : Html.Empty)
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

    private static Html Body(Visit visit, DeadLetterPage looked, Trail trail)
    {
        var (task, error) = (visit.Query("task"), visit.Query("error"));
        var letters = looked.Letters.Where(letter => DeadGroups.IsOf(letter, task, error)).ToList();
        return Html.Of($"""
            {Scope(looked, trail)}
            {(task is null
                ? DeadGroups.Table(visit, looked.Letters, trail)
                : DeadGroups.Chosen(visit, task, error, letters.Count, trail.After))}
            {List(visit, letters, DeadPart.Of(visit, letters.Count, PerPage))}
            {DeadPart.Of(visit, letters.Count, PerPage).Links(visit, looked, trail)}
            """);
    }

    private static Html List(Visit visit, List<DeadLetterSummary> letters, DeadPart part) => letters.Count == 0
        ? Html.Of($"<p>No dead letters.</p>")
        : Html.Of($"""
            <h2>Newest first</h2>
            <form method="post" action="{visit.ToQueue("dead", "replay")}">
            <div class="scroll"><table class="list">
            <thead><tr>{ActionForm.BoxOfAll(visit)}<th scope="col">Id</th><th scope="col">Task</th><th scope="col">Error</th>
            <th scope="col" class="n">Attempts</th><th scope="col" class="n">Failed</th><th scope="col">Trace</th></tr></thead>
            <tbody>{Html.Join(letters.Skip(part.From).Take(PerPage).Select(letter => Row(visit, letter)))}</tbody></table></div>
            {Bulk(visit)}</form>
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

    /// <summary>Groups and counts cover only the letters that were read. The page says so when there are more.</summary>
    private static Html Scope(DeadLetterPage looked, Trail trail)
    {
        var isAll = looked.Continuation is null && trail.After is null;
        return isAll || looked.Letters is not [var newest, ..] ? Html.Empty : Html.Of($"""
            <p class="rest">Looked at {Shown.Count(looked.Letters.Count)} of {Shown.Count(looked.Total)}: from
            {Shown.Time(newest.FailedAt)} back to {Shown.Time(looked.Letters[^1].FailedAt)}.</p>
            """);
    }
}
