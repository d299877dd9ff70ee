using System.CommandLine;
using Spectre.Console;

namespace Streaq.Tool.Commands;

/// <summary><c>streaq workers</c>: who works on the queue, and on what.</summary>
internal sealed class WorkersCommand(QueueOptions options, ToolConsole console)
    : QueueCommand("workers", "The workers with a lease, and what they run.", options, console)
{
    protected override async Task<int> RunAsync(IStreaqClient client, ParseResult line, Output output, CancellationToken stop)
    {
        var workers = await client.WorkersAsync(stop);
        output.Show(new { Workers = workers }, () => Table(workers));
        return ExitCode.Done;
    }

    public static Table Table(IReadOnlyList<WorkerReport> workers)
    {
        var table = Output.Table("worker", "host", "process", "started", "lease until", "", "tasks", "priorities");
        foreach (var worker in workers)
        {
            Output.Row(
                table,
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
                Output.Row(
                    table,
                    FormattableString.Invariant($"  {task.TaskId}"),
                    task.TaskName,
                    FormattableString.Invariant($"attempt {task.Attempt}"),
                    task.Since,
                    "",
                    "",
                    "",
                    task.Priority);
            }
        }

        return table;
    }
}
