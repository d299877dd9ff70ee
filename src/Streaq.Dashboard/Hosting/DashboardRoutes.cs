using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Streaq.Dashboard.Access;
using Streaq.Dashboard.Actions;
using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;
using Streaq.Dashboard.Pages;
using Streaq.Dashboard.Queues;

namespace Streaq.Dashboard.Hosting;

/// <summary>Maps addresses to pages and actions. Each request is checked first: access, origin, the right to act, the queue.</summary>
internal sealed class DashboardRoutes(Board board, Gate gate, ActionRule actionRule, ActionRun actions)
{
    public void Map(RouteGroupBuilder group)
    {
        Get(group, "", QueuesPage.ShowAsync);
        Get(group, "/{queue}", QueuePage.ShowAsync);
        Get(group, "/{queue}/tasks", TasksPage.ShowAsync);
        Get(group, "/{queue}/tasks/{id}", OneTaskPage.ShowAsync);
        Get(group, "/{queue}/dead", DeadPage.ShowAsync);
        Get(group, "/{queue}/schedules", SchedulesPage.ShowAsync);
        Get(group, "/{queue}/workers", WorkersPage.ShowAsync);
        Get(group, "/{queue}/workers/{id}", OneWorkerPage.ShowAsync);
        Get(group, "/{queue}/groups/{id}", GroupPage.ShowAsync);
        Get(group, "/{queue}/recent", RecentPage.ShowAsync);
        Get(group, "/{queue}/names/{id}", NamePage.ShowAsync);
        Get(group, "/{queue}/traces/{id}", TracePage.ShowAsync);
        Get(group, "/{queue}/find", FindPage.ShowAsync);
        group.MapGet("/~/{asset}", (RequestDelegate)(http => gate.Opens(http) ? AssetEndpoint.SendAsync(http) : Task.CompletedTask));
        if (!board.Options.ReadOnly)
        {
            MapActions(group);
        }
    }

    private void MapActions(RouteGroupBuilder group)
    {
        Post(group, "/{queue}/pause", QueueActions.Pause);
        Post(group, "/{queue}/resume", QueueActions.Resume);
        Post(group, "/{queue}/tasks/abort", TaskActions.AbortMany);
        Post(group, "/{queue}/tasks/{id}/abort", TaskActions.Abort);
        Post(group, "/{queue}/tasks/{id}/run", TaskActions.RunNow);
        Post(group, "/{queue}/tasks/{id}/replay", DeadActions.Replay);
        Post(group, "/{queue}/tasks/{id}/delete", DeadActions.Delete);
        Post(group, "/{queue}/dead/replay", DeadActions.ReplayMany);
        Post(group, "/{queue}/dead/delete", DeadActions.DeleteMany);
        Post(group, "/{queue}/schedules/{id}/fire", ScheduleActions.Fire);
        Post(group, "/{queue}/schedules/{id}/remove", ScheduleActions.Remove);
    }

    private void Get(RouteGroupBuilder group, string pattern, Func<Visit, ValueTask<Page>> show)
    {
        var depth = pattern.Count(c => c == '/');
        group.MapGet(pattern, (RequestDelegate)(async http =>
        {
            if (!gate.Opens(http))
            {
                return;
            }

            if (depth == 0 && Slashed(http.Request) is { } root)
            {
                http.Response.Headers.Location = root;
                http.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
                return;
            }

            var visit = await VisitAsync(http, depth).ConfigureAwait(false);
            var page = depth > 0 && visit.AnyQueue is null ? MissingPage.OfQueue(visit) : await show(visit).ConfigureAwait(false);
            if (!http.Response.HasStarted && http.Response.Headers.Location.Count == 0)
            {
                await PageEndpoint.SendAsync(visit, page).ConfigureAwait(false);
            }
        }));
    }

    private void Post(RouteGroupBuilder group, string pattern, QueueAction action)
    {
        var depth = pattern.Count(c => c == '/');
        group.MapPost(pattern, (RequestDelegate)(async http =>
        {
            if (gate.Opens(http))
            {
                await actions.RunAsync(await VisitAsync(http, depth).ConfigureAwait(false), action).ConfigureAwait(false);
            }
        }));
    }

    private async ValueTask<Visit> VisitAsync(HttpContext http, int depth) => new(http, board, Links.For(http.Request, depth))
    {
        CanAct = await actionRule.AllowsAsync(http).ConfigureAwait(false),
        AnyQueue = http.Request.RouteValues["queue"] is string slug ? board.Queues.Find(Segment.Decode(slug)) : null,
    };

    /// <returns>
    /// The address of the first page with the final slash that its links need, relative to the requested address; <see langword="null"/>
    /// when that has the slash already.
    /// </returns>
    private static string? Slashed(HttpRequest request)
    {
        var path = request.Path.HasValue ? request.Path.Value : request.PathBase.Value;
        return string.IsNullOrEmpty(path) || path.EndsWith('/')
            ? null
            : $"{Uri.EscapeDataString(path[(path.LastIndexOf('/') + 1)..])}/{request.QueryString}";
    }
}
