using System.CommandLine;
using Spectre.Console;

namespace Streaq.Tool.Commands;

/// <summary><c>streaq stats</c>: shows the numbers of tasks, dead letters and workers of the queue.</summary>
internal sealed class StatsCommand(QueueOptions options, ToolConsole console)
    : QueueCommand("stats", "Tasks by state and priority, dead letters, workers.", options, console)
{
    protected override async Task<int> RunAsync(IStreaqClient client, ParseResult line, Output output, CancellationToken stop)
    {
        var stats = await QueueStats.ReadAsync(client, Queue(line), stop);
        output.Show(stats, stats.ToTable);
        return ExitCode.Done;
    }
}

/// <summary>The figures of a queue that <c>stats</c> and <c>top</c> show.</summary>
internal sealed record QueueStats(
    string Queue,
    IReadOnlyDictionary<string, long> Ready,
    IReadOnlyDictionary<string, long> Running,
    long Scheduled,
    long Waiting,
    long DeadLetters,
    double OldestReadySeconds,
    QueuePause Paused,
    int Workers)
{
    public static async Task<QueueStats> ReadAsync(IStreaqClient client, string queue, CancellationToken stop) =>
        From(queue, await client.CountsAsync(stop), await client.WorkersAsync(stop));

    public static QueueStats From(string queue, TaskCounts counts, IReadOnlyList<WorkerReport> workers) =>
        From(queue, counts, workers.Count(worker => worker.IsAlive));

    public static QueueStats From(string queue, TaskCounts counts, int workers) => new(
        queue,
        counts.Ready,
        counts.RunningByPriority,
        counts.Scheduled,
        counts.Waiting,
        counts.DeadLetters,
        counts.OldestReadyAge.TotalSeconds,
        counts.Paused,
        workers);

    public Table ToTable()
    {
        var table = Output.Table("priority", "ready", "running", "");
        foreach (var (priority, ready) in Ready)
        {
            Output.Row(table, priority, ready, Running.GetValueOrDefault(priority), Paused.Covers(priority) ? "paused" : "");
        }

        table.AddEmptyRow();
        Output.Row(table, "scheduled", Scheduled);
        Output.Row(table, "waiting", Waiting);
        Output.Row(table, "dead letters", DeadLetters);
        Output.Row(table, "workers", Workers);
        Output.Row(table, "oldest ready", TimeSpan.FromSeconds(OldestReadySeconds));
        table.Title = new TableTitle(Markup.Escape($"queue {Queue}{(Paused.WholeQueue ? " (paused)" : "")}"));
        return table;
    }
}
