using System.CommandLine;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Streaq.Tool.Commands;

/// <summary><c>streaq workers</c>: lists the workers of the queue, and their tasks.</summary>
internal sealed class WorkersCommand(QueueOptions options, ToolConsole console)
    : QueueCommand("workers", "The workers with a lease, and what they run.", options, console)
{
    protected override async Task<int> RunAsync(IStreaqClient client, ParseResult line, Output output, CancellationToken stop)
    {
        var workers = await client.WorkersAsync(stop);
        output.Show(new WorkersAnswer(workers), () => Table(workers));
        return ExitCode.Done;
    }

    /// <summary>Returns the table of workers, and below it the tasks that they run.</summary>
    public static IRenderable Table(IReadOnlyList<WorkerReport> workers)
    {
        var listing = new Listing(
            "There is no worker.",
            new("worker", Cut.Start),
            new("host", Cut.End),
            "process",
            "started",
            "lease until",
            "state",
            "tasks",
            "priorities");
        var tasks = new Listing(
            "None runs a task.", new("id", Cut.Start), "task", "attempt", "since", "priority", new("worker", Cut.Start));
        foreach (var worker in workers)
        {
            listing.Add(
                worker.WorkerId,
                worker.HostName,
                worker.ProcessId,
                worker.StartedAt,
                worker.LeaseUntil,
                worker.IsAlive ? "" : "dead",
                FormattableString.Invariant($"{worker.TaskCount} of {worker.Concurrency}"),
                string.Join(' ', worker.Priorities));
            foreach (var task in worker.Tasks)
            {
                tasks.Add(task.TaskId, task.TaskName, task.Attempt, task.Since, task.Priority, worker.WorkerId);
            }
        }

        return workers.Count == 0 ? listing : new Rows(listing, tasks);
    }
}
