using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Pages;

/// <summary>Shows tasks of one of the states that Redis has an index of, 50 on a page.</summary>
internal static class TasksPage
{
    private const int PerPage = 50;

    private static readonly (string Name, TaskState State, string Since)[] States =
    [
        ("ready", TaskState.Ready, "Enqueued"),
        ("running", TaskState.Running, "Started"),
        ("scheduled", TaskState.Scheduled, "Due"),
        ("waiting", TaskState.Waiting, "Enqueued"),
    ];

    public static async ValueTask<Page> ShowAsync(Visit visit)
    {
        var state = Array.Find(States, state => string.Equals(state.Name, visit.Query("state"), StringComparison.Ordinal));
        state = state.Name is null ? States[0] : state;
        var trail = Trail.Of(visit);
        try
        {
            var counted = QueuePage.CountsAsync(visit, visit.Queue);
            var seen = await visit.AskAsync(
                $"tasks {state.Name} {trail.After}",
                (client, cancellation) => client.ListAsync(state.State, PerPage, trail.After, cancellation)).ConfigureAwait(false);
            var counts = await counted.ConfigureAwait(false);
            return new Page($"{state.State} tasks", Html.Of($"""
                {Tabs(visit, state.Name, counts.Value)}{List(visit, state, seen.Value, trail, counts.Value)}
                """))
            {
                Place = "tasks",
                Troubles = [seen.Shown, counts.Shown],
            };
        }
        catch (ArgumentException)
        {
            return MissingPage.OfPart("tasks");
        }
    }

    private static Html Tabs(Visit visit, string current, TaskCounts? counts) => Html.Of($"""
        <nav class="tabs" aria-label="State"><ul>{Html.Join(States.Select(state => Frame.Tab(
            $"{visit.ToQueue("tasks")}?state={state.Name}",
            counts is null ? $"{state.State}" : $"{state.State} {Shown.Count(Count(counts, state.State))}",
            state.Name.Equals(current, StringComparison.Ordinal))))}
        </ul></nav>
        """);

    private static long Count(TaskCounts counts, TaskState state) => state switch
    {
        TaskState.Ready => counts.Ready.Values.Sum(),
        TaskState.Running => counts.Running,
        TaskState.Scheduled => counts.Scheduled,
        _ => counts.Waiting,
    };

    private static Html List(
        Visit visit, (string Name, TaskState State, string Since) state, TaskPage? page, Trail trail, TaskCounts? counts) =>
        page is null ? Html.Empty
        : page.Tasks.Count == 0 ? Html.Of($"""
            <p>No task is {state.Name}{Html.When(trail.After is not null, $" beyond those before")}.</p>
            {Pages(visit, state, page, trail, counts)}
            """)
        : Html.Of($"""
            <form method="post" action="{visit.ToQueue("tasks", "abort")}">{ActionForm.Hidden("state", state.Name)}
            <div class="scroll"><table class="list">
            <thead><tr>{ActionForm.BoxOfAll(visit)}<th scope="col">Id</th><th scope="col">Task</th><th scope="col">Priority</th>
            <th scope="col" class="n">Attempts</th><th scope="col" class="n">{state.Since}</th><th scope="col">Worker</th>
            {Html.When(IsRunning(state.State), $"<th scope=\"col\">Progress</th>")}<th scope="col">Trace</th></tr></thead>
            <tbody>{Html.Join(page.Tasks.Select(task => Row(visit, state, task)))}</tbody></table></div>
            {Html.When(visit.CanAct, $"<p class=\"bulk\"><button class=\"danger\">Abort selected</button></p>")}</form>
            {Pages(visit, state, page, trail, counts)}
            """);

    private static bool IsRunning(TaskState state) => state is TaskState.Running;

    private static Html Row(Visit visit, (string Name, TaskState State, string Since) state, TaskReport task) => Html.Of($"""
        <tr>{ActionForm.Box(visit, task.TaskId)}<th scope="row">{TaskLink.For(visit, task.TaskId)}</th>
        <td>{Shown.OrNone(task.TaskName)}</td><td data-l="Priority">{Shown.OrNone(task.Priority)}</td>
        <td class="n" data-l="Attempts">{task.Attempts}</td>
        <td class="n" data-l="{state.Since}">{Shown.Time(task.DueAt ?? task.StartedAt ?? task.EnqueuedAt)}</td>
        <td data-l="Worker">{TaskLink.ForWorker(visit, task.Worker)}</td>
        {Html.When(IsRunning(state.State), $"<td>{ProgressBar.For(task.Progress)}</td>")}
        <td data-l="Trace">{TraceLink.Short(visit, task.TraceId)}</td></tr>
        """);

    private static Html Pages(
        Visit visit, (string Name, TaskState State, string Since) state, TaskPage page, Trail trail, TaskCounts? counts) => trail.Links(
        Links.Query(visit.ToQueue("tasks"), ("state", state.Name)),
        page.Continuation,
        counts is null ? Html.Empty : Html.Of($"{Shown.Count(Count(counts, state.State))} {state.Name} tasks in all"));
}
