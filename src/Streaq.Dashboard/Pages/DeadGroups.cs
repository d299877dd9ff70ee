using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Pages;

/// <summary>Groups dead letters by task and type of error. A group mostly has one cause.</summary>
internal static class DeadGroups
{
    private const int MostShown = 20;

    /// <param name="letter">The dead letter.</param>
    /// <param name="task">The task's name; <see langword="null"/> for all.</param>
    /// <param name="error">The type of the error; <see langword="null"/> for all.</param>
    public static bool IsOf(DeadLetterSummary letter, string? task, string? error) =>
        (task is null || string.Equals(letter.TaskName, task, StringComparison.Ordinal))
        && (error is null || string.Equals(letter.ErrorType, error, StringComparison.Ordinal));

    /// <summary>Returns the groups, the largest first.</summary>
    public static IEnumerable<IEnumerable<DeadLetterSummary>> Of(IReadOnlyList<DeadLetterSummary> letters) =>
        letters.GroupBy(letter => (letter.TaskName, letter.ErrorType)).OrderByDescending(group => group.Count());

    /// <summary>Returns the address of the letters of one group.</summary>
    public static string Address(Visit visit, DeadLetterSummary letter, Trail? trail = null) => Links.Query(
        visit.ToQueue("dead"), ("task", letter.TaskName), ("error", letter.ErrorType), ("after", trail?.After),
        ("page", trail?.After is null ? null : trail.Page.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    /// <param name="visit">The request.</param>
    /// <param name="letters">The dead letters that were read.</param>
    /// <param name="trail">Their place in the list.</param>
    public static Html Table(Visit visit, IReadOnlyList<DeadLetterSummary> letters, Trail trail)
    {
        var groups = Of(letters).ToList();
        return Html.When(groups.Count > 1 || letters.Count > 1, $"""
            <h2>By task and error</h2>
            <div class="scroll"><table class="list">
            <thead><tr><th scope="col">Task</th><th scope="col">Error</th><th scope="col" class="n">Dead letters</th>
            <th scope="col" class="n">Newest</th><th scope="col" class="n">Oldest</th></tr></thead>
            <tbody>{Html.Join(groups.Take(MostShown).Select(group => Row(visit, [.. group], trail)))}</tbody></table></div>
            {Html.When(groups.Count > MostShown, $"<p>{groups.Count - MostShown} smaller groups are left out.</p>")}
            """);
    }

    /// <summary>Renders the actions on a whole group, above its letters.</summary>
    public static Html Chosen(Visit visit, string task, string? error, int count, string? after)
    {
        var fields = Html.Of($"""
            {ActionForm.Hidden("task", task)}{ActionForm.Hidden("error", error ?? "")}{ActionForm.Hidden("after", after ?? "")}
            """);
        return Html.Of($"""
            <p class="chosen"><bdi>{task}</bdi>, <code><bdi>{error ?? "all errors"}</bdi></code>: {Shown.Count(count)}.
            <a href="{visit.ToQueue("dead")}">Show all</a></p>
            {Html.When(count > 0, $"""
                {ActionForm.Button(visit, visit.ToQueue("dead", "replay"), $"Replay all {Shown.Count(count)}", fields)}
                {ActionForm.Confirmed(
                    visit,
                    visit.ToQueue("dead", "delete"),
                    $"Delete all {Shown.Count(count)}",
                    "Their arguments and errors are gone then.",
                    fields)}
                """)}
            """);
    }

    private static Html Row(Visit visit, List<DeadLetterSummary> group, Trail trail) => Html.Of($"""
        <tr><th scope="row"><a href="{Address(visit, group[0], trail)}"><bdi>{group[0].TaskName}</bdi></a></th>
        <td class="cut"><code><bdi>{Shown.ShortType(group[0].ErrorType)}</bdi></code> <bdi>{group[0].Message}</bdi></td>
        <td class="n" data-l="Dead letters">{Shown.Count(group.Count)}</td>
        <td class="n" data-l="Newest">{Shown.Time(group[0].FailedAt)}</td>
        <td class="n" data-l="Oldest">{Shown.Time(group[^1].FailedAt)}</td></tr>
        """);
}
