using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;
using Streaq.Dashboard.Queues;

namespace Streaq.Dashboard.Pages;

/// <summary>The workers of all processes that have a lease.</summary>
internal static class WorkersPage
{
    private const int PerPage = 100;

    public static Task<Seen<IReadOnlyList<WorkerReport>>> WorkersAsync(Visit visit) => visit.AskAsync(
        "workers", (client, cancellation) => client.WorkersAsync(cancellation));

    public static async ValueTask<Page> ShowAsync(Visit visit)
    {
        var seen = await WorkersAsync(visit).ConfigureAwait(false);
        return new Page("Workers", seen.Value is { } workers ? List(visit, workers) : Html.Empty)
        {
            Place = "workers",
            Troubles = [seen.Shown],
        };
    }

    public static Html State(WorkerReport worker) =>
        worker.IsAlive ? StateTag.For("Alive", "good") : StateTag.For("Lease ran out", "bad");

    private static Html List(Visit visit, IReadOnlyList<WorkerReport> workers)
    {
        if (workers.Count == 0)
        {
            return Html.Of($"<p>No worker has a lease, so nothing runs.</p>");
        }

        var part = NumberedPages<WorkerReport>.From(
            visit, [.. workers.OrderBy(worker => worker.StartedAt).ThenBy(worker => worker.WorkerId, StringComparer.Ordinal)], PerPage);
        return Html.Of($"""
            {Html.When(part.Of > 1, $"""
                <p>{Shown.Count(workers.Count)} workers hold {Shown.Count(workers.Sum(worker => worker.TaskCount))} tasks.</p>
                """)}
            <div class="scroll"><table class="list">
            <thead><tr><th scope="col">Worker</th><th scope="col">State</th><th scope="col">Host</th><th scope="col" class="n">Process</th>
            <th scope="col" class="n">Holds</th><th scope="col" class="n">Slots</th><th scope="col">Priorities</th>
            <th scope="col" class="n">Since</th></tr></thead>
            <tbody>{Html.Join(part.Shown.Select(worker => Row(visit, worker)))}</tbody></table></div>
            {part.Links}
            """);
    }

    private static Html Row(Visit visit, WorkerReport worker) => Html.Of($"""
        <tr><th scope="row">{TaskLink.ForWorker(visit, worker.WorkerId)}</th><td>{State(worker)}</td>
        <td data-l="Host">{Shown.OrNone(worker.HostName)}</td><td class="n" data-l="Process">{worker.ProcessId}</td>
        <td class="n" data-l="Holds">{Shown.Count(worker.TaskCount)}</td><td class="n" data-l="Slots">{worker.Concurrency}</td>
        <td data-l="Priorities">{Shown.OrNone(string.Join(", ", worker.Priorities))}</td>
        <td class="n" data-l="Since">{Shown.Time(worker.StartedAt)}</td></tr>
        """);
}
