using System.CommandLine;
using System.Text.Json.Serialization;

namespace Streaq.Tool.Commands;

/// <summary><c>streaq show ID</c>: shows a task without its result, and its argument only on request.</summary>
internal sealed class ShowCommand : QueueCommand
{
    private readonly Argument<string> _id = new("id") { Description = "The task's id." };
    private readonly Option<bool> _argument = new("--argument") { Description = "Show a dead letter's argument too." };

    public ShowCommand(QueueOptions options, ToolConsole console)
        : base("show", "One task: state, attempts, times, worker, error, trace id.", options, console)
    {
        Add(_id);
        Add(_argument);
    }

    protected override async Task<int> RunAsync(IStreaqClient client, ParseResult line, Output output, CancellationToken stop)
    {
        var id = line.GetValue(_id)!;
        var report = await client.ReportAsync(id, stop);
        // A dead letter lives longer than the record, and has the stack trace.
        var dead = report.State is TaskState.NotFound or TaskState.Failed ? await client.DeadLetters.FindAsync(id, stop) : null;
        if (report.State is TaskState.NotFound && dead is null)
        {
            output.Complain($"Nothing is known of task {id} in queue {Queue(line)}: it was never enqueued, or its result has expired.");
            return ExitCode.NothingDone;
        }

        var wanted = line.GetValue(_argument);
        var shown = ShownTask.From(report, dead) with { Argument = wanted && dead is not null ? new ShownArgument(dead.Body) : null };
        output.Show(shown, () => new Block(shown.Lines().Select(line => (line.Name, Output.Cell(line.Value)))));
        if (wanted && dead is null)
        {
            output.Complain($"Task {id} is not among the dead letters: only those show their argument.");
            return ExitCode.NothingDone;
        }

        return ExitCode.Done;
    }
}

/// <summary>The answer of <c>show</c>.</summary>
internal sealed record ShownTask(
    string TaskId,
    string? TaskName,
    TaskState State,
    TaskOutcome? Outcome,
    string? Priority,
    int Attempts,
    DateTimeOffset? EnqueuedAt,
    DateTimeOffset? DueAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    string? Worker,
    string? TraceId,
    TaskError? Error,
    bool DeadLetter)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ShownArgument? Argument { get; init; }

    public static ShownTask From(TaskReport report, DeadLetter? dead) => new(
        report.TaskId,
        report.TaskName ?? dead?.TaskName,
        dead is null ? report.State : TaskState.Failed,
        report.Outcome,
        report.Priority ?? dead?.Priority,
        dead?.Attempts ?? report.Attempts,
        report.EnqueuedAt,
        report.DueAt,
        report.StartedAt,
        report.FinishedAt ?? dead?.FailedAt,
        report.Worker ?? dead?.Worker,
        report.TraceId ?? dead?.TraceId,
        dead?.Error ?? report.Error,
        dead is not null);

    public IEnumerable<(string Name, object? Value)> Lines() =>
    [
        ("id", TaskId),
        ("task", TaskName),
        ("state", State),
        ("outcome", Outcome),
        ("priority", Priority),
        ("attempts", Attempts),
        ("enqueued", EnqueuedAt),
        ("due", DueAt),
        ("started", StartedAt),
        ("finished", FinishedAt),
        ("worker", Worker),
        ("trace", TraceId),
        ("error", Error?.Type),
        ("", Error?.Message),
        ("", Error?.StackTrace),
        (Argument?.Json is null ? "argument, base64" : "argument", Argument?.Text),
        ("dead letter", DeadLetter ? $"yes: streaq retry {TaskId}" : null),
    ];
}
