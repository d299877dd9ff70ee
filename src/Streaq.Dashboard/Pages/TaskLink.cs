using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Pages;

/// <summary>Renders links to tasks and workers.</summary>
internal static class TaskLink
{
    public static Html For(Visit visit, string id) => Html.Of($"""<a class="id" href="{visit.ToQueue("tasks", id)}"><bdi>{id}</bdi></a>""");

    public static Html ForWorker(Visit visit, string? id) => string.IsNullOrEmpty(id)
        ? Shown.None
        : Html.Of($"""<a class="id" href="{visit.ToQueue("workers", id)}"><bdi>{id}</bdi></a>""");
}
