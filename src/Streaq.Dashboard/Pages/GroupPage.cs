using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Pages;

/// <summary>Shows the progress of a group.</summary>
internal static class GroupPage
{
    public static async ValueTask<Page> ShowAsync(Visit visit)
    {
        try
        {
            var seen = await visit.AskAsync(
                $"group {visit.Id}", (client, cancellation) => ReadAsync(client, visit.Id, cancellation)).ConfigureAwait(false);
            var page = seen.Value is { } group ? Of(group) : seen.IsKnown ? Missing(visit) : new Page(visit.Id, Html.Empty);
            return page with { Place = "tasks", Troubles = [seen.Shown] };
        }
        catch (ArgumentException)
        {
            return Missing(visit);
        }
    }

    public static async Task<GroupProgress?> ReadAsync(IStreaqClient client, string id, CancellationToken cancellation)
    {
        try
        {
            return await client.GroupProgressAsync(id, cancellation).ConfigureAwait(false);
        }
        catch (TaskNotFoundException)
        {
            return null;
        }
    }

    private static Page Missing(Visit visit) => Page.NotFound("No such group", Html.Of(
        $"<p>Nothing is known of <code><bdi>{visit.Id}</bdi></code>: it was never enqueued, or its counts have expired.</p>"));

    private static Page Of(GroupProgress group) => new($"Group {group.GroupId}", Html.Of($"""
        <svg class="progress" viewBox="0 0 1000 16" preserveAspectRatio="none" width="100%" height="16" aria-hidden="true">
        <rect class="wait" x="0" y="0" width="1000" height="16"/>
        <rect class="good" x="0" y="0" width="{Part(group.Succeeded, group):0.#}" height="16"/>
        <rect class="bad" x="{Part(group.Succeeded, group):0.#}" y="0" width="{Part(group.Failed, group):0.#}" height="16"/></svg>
        <div class="scroll"><table>
        <thead><tr><th scope="col">Tasks</th><th scope="col" class="n">Count</th></tr></thead>
        <tbody>{Row("Succeeded", group.Succeeded)}{Row("Ended otherwise", group.Failed)}{Row("Unfinished", group.Unfinished)}
        {Row("All", group.Total)}</tbody></table></div>
        """))
    {
        Aside = group switch
        {
            { IsFinished: false } => StateTag.For("Unfinished", "busy"),
            { Failed: > 0 } => StateTag.For("Failed", "bad"),
            _ => StateTag.For("Succeeded", "good"),
        },
        IsLive = !group.IsFinished,
    };

    private static Html Row(string word, int count) =>
        Html.Of($"<tr><th scope=\"row\">{word}</th><td class=\"n\">{Shown.Count(count)}</td></tr>");

    private static double Part(int count, GroupProgress group) => group.Total == 0 ? 0 : 1000d * count / group.Total;
}
