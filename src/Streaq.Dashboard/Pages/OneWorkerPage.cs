using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Pages;

/// <summary>Shows one worker: where it runs, and which tasks it holds since when.</summary>
internal static class OneWorkerPage
{
    public static async ValueTask<Page> ShowAsync(Visit visit)
    {
        var seen = await visit.AskAsync(
            $"worker {visit.Id}", (client, cancellation) => client.WorkerAsync(visit.Id, cancellation)).ConfigureAwait(false);
        var page = seen.Value is { } worker ? Of(visit, worker)
            : seen.IsKnown ? Page.NotFound("No such worker", Html.Of(
                $"<p>Worker <code><bdi>{visit.Id}</bdi></code> has no lease: it stopped, or came back under another id.</p>"))
            : new Page(visit.Id, Html.Empty);
        return page with { Place = "workers", Troubles = [seen.Shown] };
    }

    private static Page Of(Visit visit, WorkerReport worker) => new(worker.WorkerId, Html.Of($"""
        <dl class="facts">
        <div><dt>Name</dt><dd>{Shown.OrNone(worker.Name)}</dd></div>
        <div><dt>Host</dt><dd>{Shown.OrNone(worker.HostName)}</dd></div>
        <div><dt>Process</dt><dd>{worker.ProcessId}</dd></div>
        <div><dt>Priorities</dt><dd>{Shown.OrNone(string.Join(", ", worker.Priorities))}</dd></div>
        <div><dt>Holds</dt><dd>{Shown.Count(worker.TaskCount)} of {Shown.Count(worker.Concurrency)}</dd></div>
        <div><dt>Since</dt><dd>{Shown.Time(worker.StartedAt)}</dd></div>
        {Html.When(!worker.IsAlive, $"<div><dt>Lease ran out</dt><dd>{Shown.Time(worker.LeaseUntil)}</dd></div>")}
        </dl>
        <h2>Holds</h2>
        {Tasks(visit, worker)}
        """))
    {
        Aside = WorkersPage.State(worker),
    };

    private static Html Tasks(Visit visit, WorkerReport worker) => worker.Tasks.Count == 0
        ? Html.Of($"<p>No task.</p>")
        : Html.Of($"""
            <div class="scroll"><table class="list">
            <thead><tr><th scope="col">Id</th><th scope="col">Task</th><th scope="col">Priority</th><th scope="col" class="n">Attempt</th>
            <th scope="col" class="n">Since</th></tr></thead>
            <tbody>{Html.Join(worker.Tasks.Select(task => Row(visit, task)))}</tbody></table></div>
            {Html.When(worker.Tasks.Count < worker.TaskCount, $"<p>The first {worker.Tasks.Count} of {worker.TaskCount}.</p>")}
            """);

    private static Html Row(Visit visit, HeldTask task) => Html.Of($"""
        <tr><th scope="row">{TaskLink.For(visit, task.TaskId)}</th><td><bdi>{task.TaskName}</bdi></td>
        <td data-l="Priority"><bdi>{task.Priority}</bdi></td>
        <td class="n" data-l="Attempt">{task.Attempt}</td><td class="n" data-l="Since">{Shown.Time(task.Since)}</td></tr>
        """);
}
