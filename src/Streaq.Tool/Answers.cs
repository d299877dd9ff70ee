using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Streaq.Tool;

using Commands;

/// <summary>The JSON of the answers of all commands.</summary>
[JsonSerializable(typeof(AbortAnswer))]
[JsonSerializable(typeof(DashboardAnswer))]
[JsonSerializable(typeof(DeadListAnswer))]
[JsonSerializable(typeof(Dictionary<string, IReadOnlyList<string>>))]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(FiredAnswer))]
[JsonSerializable(typeof(PauseAnswer))]
[JsonSerializable(typeof(QueuesAnswer))]
[JsonSerializable(typeof(QueueStats))]
[JsonSerializable(typeof(ReadyAnswer))]
[JsonSerializable(typeof(RemovedAnswer))]
[JsonSerializable(typeof(ReplayedAnswer))]
[JsonSerializable(typeof(SchedulesAnswer))]
[JsonSerializable(typeof(ShownTask))]
[JsonSerializable(typeof(TaskPage))]
[JsonSerializable(typeof(TopAnswer))]
[JsonSerializable(typeof(WorkersAnswer))]
internal sealed partial class AnswerJson : JsonSerializerContext
{
    public static AnswerJson Form { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.Default,
        Converters =
        {
            new JsonStringEnumConverter<TaskState>(JsonNamingPolicy.CamelCase),
            new JsonStringEnumConverter<TaskOutcome>(JsonNamingPolicy.CamelCase),
            new JsonStringEnumConverter<RunNowResult>(JsonNamingPolicy.CamelCase),
        },
    });
}

/// <summary>The answer of <c>abort</c>.</summary>
internal sealed record AbortAnswer(IReadOnlyList<string> Aborted, IReadOnlyList<string> NotAborted);

/// <summary>The answer of <c>dashboard</c>: its address, and those for spans.</summary>
internal sealed record DashboardAnswer(string Address, string? OtlpGrpc, string? OtlpHttp);

/// <summary>The answer of <c>dead list</c>.</summary>
internal sealed record DeadListAnswer(IReadOnlyList<ShownLetter> DeadLetters);

/// <summary>A dead letter without its argument, which should not appear on a screen or in the log of a pipeline.</summary>
internal sealed record ShownLetter(
    string TaskId,
    string TaskName,
    string Priority,
    int Attempts,
    DateTimeOffset FailedAt,
    string? Worker,
    string? TraceId,
    ShownError Error);

/// <summary>An error without its stack trace.</summary>
internal sealed record ShownError(string Type, string Message);

/// <summary>The answer of a command that failed.</summary>
internal sealed record ErrorAnswer(int ExitCode, IReadOnlyList<string> Errors);

/// <summary>The answer of <c>schedules run</c>.</summary>
internal sealed record FiredAnswer(IReadOnlyList<FiredSchedule> Fired, IReadOnlyList<string> NotFired);

/// <summary>A schedule and its task.</summary>
internal sealed record FiredSchedule(string Schedule, string TaskId);

/// <summary>The answer of <c>pause</c> and <c>resume</c>.</summary>
internal sealed record PauseAnswer(bool Changed, QueuePause Paused);

/// <summary>The answer of <c>queues</c>.</summary>
internal sealed record QueuesAnswer(IReadOnlyList<QueueStats> Queues, IReadOnlyList<string> NotReadable);

/// <summary>The answer of <c>run now</c>.</summary>
internal sealed record ReadyAnswer(IReadOnlyList<string> MadeReady, IReadOnlyList<StayingTask> NotMadeReady);

/// <summary>A task that was not changed, and why.</summary>
internal sealed record StayingTask(string TaskId, RunNowResult Reason);

/// <summary>The answer of <c>schedules remove</c>.</summary>
internal sealed record RemovedAnswer(IReadOnlyList<string> Removed, IReadOnlyList<string> NotRemoved);

/// <summary>The answer of <c>retry</c>.</summary>
internal sealed record ReplayedAnswer(IReadOnlyList<string> Replayed);

/// <summary>The answer of <c>schedules</c>.</summary>
internal sealed record SchedulesAnswer(IReadOnlyList<ScheduleReport> Schedules);

/// <summary>The answer of <c>top</c>.</summary>
internal sealed record TopAnswer(QueueStats Stats, IReadOnlyList<WorkerReport> Workers);

/// <summary>The answer of <c>workers</c>.</summary>
internal sealed record WorkersAnswer(IReadOnlyList<WorkerReport> Workers);
