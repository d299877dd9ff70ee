using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Pages;

/// <summary>Shows the workers of all processes that have a lease.</summary>
internal static class WorkersPage
{
    private const int PerPage = 50;

    public static async ValueTask<Page> ShowAsync(Visit visit)
    {
        var trail = Trail.Of(visit);
        var seen = await visit.AskAsync(
            $"workers {trail.After}",
            (client, cancellation) => client.WorkerPageAsync(PerPage, trail.After, cancellation)).ConfigureAwait(false);
        return new Page("Workers", seen.Value is { } part ? List(visit, part, trail) : Html.Empty)
        {
            Place = "workers",
            Troubles = [seen.Shown],
        };
    }

    public static Html State(WorkerReport worker) =>
        worker.IsAlive ? StateTag.For("Alive", "good") : StateTag.For("Lease ran out", "bad");

    private static Html List(Visit visit, WorkerPage part, Trail trail) => part.Total == 0
        ? Html.Of($"<p>No worker has a lease, so nothing runs.</p>")
        : Html.Of($"""
            {Html.When(part.Total > 1, $"<p>{Shown.Count(part.Total)} workers hold {Shown.Count(part.TaskCount)} tasks.</p>")}
            {(part.Workers.Count == 0 ? Html.Of($"<p>No worker beyond those before.</p>") : Table(visit, part))}
            {trail.Links(visit.ToQueue("workers"), part.Continuation, Html.Of($"{Shown.Count(part.Total)} workers in all"))}
            """);

    private static Html Table(Visit visit, WorkerPage part) => Html.Of($"""
        <div class="scroll"><table class="list">
        <thead><tr><th scope="col">Worker</th><th scope="col">State</th><th scope="col">Host</th><th scope="col" class="n">Process</th>
        <th scope="col" class="n">Holds</th><th scope="col" class="n">Slots</th><th scope="col">Priorities</th>
        <th scope="col" class="n">Since</th></tr></thead>
        <tbody>{Html.Join(part.Workers.Select(worker => Row(visit, worker)))}</tbody></table></div>
        """);

    private static Html Row(Visit visit, WorkerReport worker) => Html.Of($"""
        <tr><th scope="row">{TaskLink.ForWorker(visit, worker.WorkerId)}</th><td>{State(worker)}</td>
        <td data-l="Host">{Shown.OrNone(worker.HostName)}</td><td class="n" data-l="Process">{worker.ProcessId}</td>
        <td class="n" data-l="Holds">{Shown.Count(worker.TaskCount)}</td><td class="n" data-l="Slots">{worker.Concurrency}</td>
        <td data-l="Priorities">{Shown.OrNone(string.Join(", ", worker.Priorities))}</td>
        <td class="n" data-l="Since">{Shown.Time(worker.StartedAt)}</td></tr>
        """);
}
