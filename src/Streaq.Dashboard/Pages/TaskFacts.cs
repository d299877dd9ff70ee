using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Pages;

/// <summary>Shows the properties of a task: its origin, its state and its times.</summary>
internal static class TaskFacts
{
    public static Html For(Visit visit, TaskReport task, DeadLetter? letter) => Html.Of($"""
        <dl class="facts">
        {Fact("Id", Html.Of($"<code><bdi>{task.TaskId}</bdi></code>"))}
        {Fact("Trace", TraceLink.For(visit, task.TraceId))}
        {Fact("Trigger", task.Trigger)}
        {Fact("Priority", task.Priority ?? letter?.Priority)}
        {Fact("Attempts", Html.Of($"{task.Attempts}"))}
        {Fact("Progress", task.Progress is null ? Html.Empty : ProgressBar.For(task.Progress))}
        {Fact("Worker", task.Worker is null ? Html.Empty : TaskLink.ForWorker(visit, task.Worker))}
        {Fact("Parent", Link(visit, task.ParentId))}
        {Fact("First of all", IsTold(task) ? Html.Empty : Link(visit, task.RootId))}
        {Fact("Group", task.GroupId is null ? Html.Empty : GroupLink(visit, task.GroupId))}
        {Fact("Deduplication key", letter?.DeduplicationKey)}
        {Fact("Enqueued", Time(task.EnqueuedAt))}
        {Fact("Due", Time(task.DueAt))}
        {Fact("Started", Time(task.StartedAt))}
        {Fact("Ended", Time(task.FinishedAt))}
        </dl>
        {Others(visit, "Waits for", task.WaitsFor)}
        {(task.WaitsFor.Count == 0 ? Others(visit, "Came after", task.Dependencies) : Html.Empty)}
        {Others(visit, "Wait for it", task.Dependents)}
        """);

    /// <summary>Whether the page already shows the root task, as this task or its parent.</summary>
    private static bool IsTold(TaskReport task) => string.Equals(task.RootId, task.TaskId, StringComparison.Ordinal)
        || string.Equals(task.RootId, task.ParentId, StringComparison.Ordinal);

    private static Html Fact(string name, string? value) => Fact(name, value is null ? Html.Empty : Shown.OrNone(value));

    private static Html Fact(string name, Html value) => Html.When(!value.IsEmpty, $"<div><dt>{name}</dt><dd>{value}</dd></div>");

    private static Html Time(DateTimeOffset? time) => time is null ? Html.Empty : Shown.Time(time);

    private static Html Link(Visit visit, string? id) => id is null ? Html.Empty : TaskLink.For(visit, id);

    private static Html GroupLink(Visit visit, string id) =>
        Html.Of($"""<a class="id" href="{visit.ToQueue("groups", id)}"><bdi>{id}</bdi></a>""");

    private static Html Others(Visit visit, string title, IReadOnlyList<string> ids) => Html.When(ids.Count > 0, $"""
        <h2>{title}</h2><ul class="others">{Html.Join(ids.Select(id => Html.Of($"<li>{TaskLink.For(visit, id)}</li>")))}</ul>
        """);
}
