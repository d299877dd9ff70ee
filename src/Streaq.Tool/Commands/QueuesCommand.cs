using System.CommandLine;

namespace Streaq.Tool.Commands;

/// <summary><c>streaq queues</c>: lists the queues of the database.</summary>
internal sealed class QueuesCommand(QueueOptions options, ToolConsole console)
    : QueueCommand("queues", "The queues of this Redis.", options, console)
{
    /// <summary>The command lists all queues. Only a queue that the command line names must exist.</summary>
    protected override bool NeedsItsQueue(ParseResult line) => IsQueueGiven(line);

    protected override async Task<int> RunAsync(IStreaqClient client, ParseResult line, Output output, CancellationToken stop)
    {
        var queues = await client.QueuesAsync(stop);
        output.Show(
            new QueuesAnswer(
                [
                    .. queues.Where(queue => queue.Counts is not null)
                        .Select(queue => QueueStats.From(queue.Name, queue.Counts!, queue.Workers)),
                ],
                [.. queues.Where(queue => queue.Counts is null).Select(queue => queue.Name)]),
            () => Table(queues));
        return ExitCode.Done;
    }

    private static Listing Table(IReadOnlyList<QueueReport> queues)
    {
        var listing = new Listing(
            "There is no queue: no worker has joined, and nothing was enqueued.",
            "queue",
            "ready",
            "running",
            "scheduled",
            "waiting",
            "dead letters",
            "workers",
            "oldest ready",
            "");
        foreach (var queue in queues)
        {
            if (queue.Counts is { } counts)
            {
                listing.Add(
                    queue.Name,
                    counts.Ready.Values.Sum(),
                    counts.Running,
                    counts.Scheduled,
                    counts.Waiting,
                    counts.DeadLetters,
                    queue.Workers,
                    counts.OldestReadyAge,
                    Paused(counts.Paused));
            }
            else
            {
                listing.Add(queue.Name, "", "", "", "", "", "", "", "can not be read");
            }
        }

        return listing;
    }

    private static string Paused(QueuePause pause) =>
        pause.WholeQueue ? "paused" : string.Join(' ', pause.Priorities) is { Length: > 0 } priorities ? $"paused: {priorities}" : "";
}
