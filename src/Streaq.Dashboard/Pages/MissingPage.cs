using Microsoft.AspNetCore.Http;
using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Pages;

/// <summary>Pages for addresses of things that do not exist.</summary>
internal static class MissingPage
{
    public static Page OfQueue(Visit visit) => Page.NotFound("No such queue", Html.Of(
        $"""<p>There is no queue of that name. <a href="{visit.Links.Root}">All queues</a></p>"""));

    /// <summary>For a cursor that is not of this list.</summary>
    public static Page OfPart(string place) => new("No such part of the list", Html.Of($"<p>Begin again at its first page.</p>"))
    {
        Place = place,
        Status = StatusCodes.Status400BadRequest,
        IsLive = false,
    };

    public static Page OfTask(Visit visit) => Page.NotFound("No such task", Html.Of($"""
        <p>Nothing is known of <code><bdi>{visit.Id}</bdi></code> in this queue: it was never enqueued, or it ended and its result has
        expired (<code>WithResultTtl</code>).</p>
        """)) with { Place = "tasks" };
}
