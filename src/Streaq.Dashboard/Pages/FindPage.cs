using Microsoft.AspNetCore.Http;
using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Pages;

/// <summary>Redirects to the task, the group or the trace of an id, or to the tasks of a name.</summary>
internal static class FindPage
{
    public static async ValueTask<Page> ShowAsync(Visit visit)
    {
        var asked = visit.Query("q")?.Trim() ?? "";
        if (asked.Length == 0)
        {
            var hint = Html.Of($"<p>Give the id of a task or of a group, the id of a trace, or the name of a task.</p>");
            return new Page("Find", hint) { IsLive = false };
        }

        try
        {
            var seen = await visit.AskAsync(
                $"find {asked}", (client, cancellation) => PlaceAsync(client, asked, cancellation)).ConfigureAwait(false);
            var found = seen.Value ?? await ElsewhereAsync(visit, asked).ConfigureAwait(false);
            if (seen.Trouble is null && found is { } place)
            {
                visit.Http.Response.Headers.Location = visit.ToQueue(place.Page, place.Id);
                visit.Http.Response.StatusCode = StatusCodes.Status302Found;
            }

            return Nothing(asked) with { Troubles = [seen.Shown] };
        }
        catch (ArgumentException)
        {
            return Nothing(asked);
        }
    }

    private static async Task<Found?> PlaceAsync(IStreaqClient client, string id, CancellationToken cancellation)
    {
        if (TraceId(id) is not null)
        {
            var ended = await client.RecentAsync(RecentPage.Looked, cancellation).ConfigureAwait(false);
            if (ended.FirstOrDefault(task => id.Equals(task.TraceId, StringComparison.OrdinalIgnoreCase)) is { } traced)
            {
                return new("tasks", traced.TaskId);
            }
        }

        // Groups before tasks, since the end of a group has a record like a task's.
        if (await GroupPage.ReadAsync(client, id, cancellation).ConfigureAwait(false) is not null)
        {
            return new("groups", id);
        }

        if (await client.StateAsync(id, cancellation).ConfigureAwait(false) is not TaskState.NotFound
            || await client.DeadLetters.FindAsync(id, cancellation).ConfigureAwait(false) is not null)
        {
            return new("tasks", id);
        }

        if (TraceId(id) is { } traceId && await client.Traces.FindAsync([traceId], cancellation).ConfigureAwait(false) is [_])
        {
            return new("traces", traceId);
        }

        var named = await client.StatisticsAsync(TimeSpan.FromDays(3), id, cancellation).ConfigureAwait(false);
        return named.Total.Count > 0 ? new("names", id) : null;
    }

    /// <summary>Finds a trace that only a trace reader has.</summary>
    private static async Task<Found?> ElsewhereAsync(Visit visit, string id) =>
        TraceId(id) is { } traceId && (await visit.Board.OtherTraces.FindAsync([traceId]).ConfigureAwait(false)).Traces is [_, ..]
            ? new("traces", traceId)
            : null;

    /// <returns>The id in lower case; <see langword="null"/> when it is not the id of a trace.</returns>
    private static string? TraceId(string id) =>
        id.Length == 32 && id.All(char.IsAsciiHexDigit) && id.Any(digit => digit != '0') ? id.ToLowerInvariant() : null;

    private static Page Nothing(string asked) => Page.NotFound("Nothing found", Html.Of($"""
        <p>No task and no group of this queue has the id <code><bdi>{asked}</bdi></code>, no task of that name has run in three days, and
        no span is kept of such a trace. Tasks that have ended are known by id until their result expires.</p>
        """));

    /// <param name="Page">The page below the queue.</param>
    /// <param name="Id">The id in the page's address.</param>
    private sealed record Found(string Page, string Id);
}
