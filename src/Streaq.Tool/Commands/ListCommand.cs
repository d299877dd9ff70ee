using System.CommandLine;

namespace Streaq.Tool.Commands;

/// <summary><c>streaq list STATE</c>: lists a page of the tasks of a state.</summary>
internal sealed class ListCommand : QueueCommand
{
    private static readonly TaskState[] States = [.. Enum.GetValues<TaskState>().Where(state => state is not TaskState.NotFound)];

    private readonly Argument<string> _state = new("state") { Description = $"One of {string.Join(", ", States.Select(Word))}." };
    private readonly Option<int> _limit = new("--limit", "-n")
    {
        Description = "How many at most, from 1 to 1000.",
        DefaultValueFactory = _ => 50,
    };
    private readonly Option<string?> _continuation = new("--continuation")
    {
        Description = "What the page before gave; begins where it ended.",
    };

    public ListCommand(QueueOptions options, ToolConsole console)
        : base(
            "list", "Tasks of one state. For succeeded, aborted and expired ones it walks over all keys of the database.", options, console)
    {
        _state.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, [.. States.Select(Word)]);
        Add(_state);
        Add(_limit);
        Add(_continuation);
    }

    protected override async Task<int> RunAsync(IStreaqClient client, ParseResult line, Output output, CancellationToken stop)
    {
        var state = Enum.Parse<TaskState>(line.GetValue(_state)!, ignoreCase: true);
        var page = await client.ListAsync(state, line.GetValue(_limit), line.GetValue(_continuation), stop);
        output.Show(page, () =>
        {
            var listing = new Listing(
                $"No task is {Word(state)}.",
                new("id", Cut.Start),
                "task",
                "priority",
                "attempts",
                "enqueued",
                Time(state),
                new("worker", Cut.Start),
                new("trace", Cut.Start));
            foreach (var task in page.Tasks)
            {
                listing.Add(
                    task.TaskId,
                    task.TaskName,
                    task.Priority,
                    task.Attempts,
                    task.EnqueuedAt,
                    task.DueAt ?? task.FinishedAt ?? task.StartedAt,
                    task.Worker,
                    task.TraceId);
            }

            return listing;
        });
        if (page.Continuation is { } next)
        {
            output.Say($"More: streaq list {Word(state)} --continuation {next}");
        }

        return ExitCode.Done;
    }

    // Words on a command line are in lower case.
#pragma warning disable CA1308
    private static string Word(TaskState state) => state.ToString().ToLowerInvariant();
#pragma warning restore CA1308

    private static string Time(TaskState state) => state switch
    {
        TaskState.Scheduled => "due",
        TaskState.Running => "since",
        TaskState.Ready or TaskState.Waiting => "",
        _ => "ended",
    };
}
