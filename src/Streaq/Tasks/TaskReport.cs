using System.Collections.ObjectModel;

namespace Streaq;

/// <summary>The state of a task and, once it has ended, its outcome.</summary>
public class TaskReport
{
    /// <summary>The task's id.</summary>
    public required string TaskId { get; init; }

    /// <summary>The task's name; <see langword="null"/> when nothing is known of the id.</summary>
    public string? TaskName { get; init; }

    /// <summary>The task's state.</summary>
    public required TaskState State { get; init; }

    /// <summary>The outcome; <see langword="null"/> until the task has ended.</summary>
    public TaskOutcome? Outcome { get; init; }

    /// <summary>The priority, while the task has not ended and when it failed.</summary>
    public string? Priority { get; init; }

    /// <summary>Number of attempts made, one under way included.</summary>
    public int Attempts { get; init; }

    /// <summary>When it was enqueued first, by Redis's clock.</summary>
    public DateTimeOffset? EnqueuedAt { get; init; }

    /// <summary>
    /// When it became ready for the last attempt, by Redis's clock; <see langword="null"/> while it is scheduled, or waits for other tasks.
    /// </summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>When its last attempt began. While the task runs: when its worker received it.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When it is due, while <see cref="State"/> is <see cref="TaskState.Scheduled"/>.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The worker that ran the last attempt, or holds the task now.</summary>
    public string? Worker { get; init; }

    /// <summary>
    /// The progress that its handler reported last with <see cref="TaskContext.ReportProgressAsync"/>; <see langword="null"/> before the
    /// first report, and unless <see cref="State"/> is <see cref="TaskState.Running"/>.
    /// </summary>
    public TaskProgress? Progress { get; init; }

    /// <summary>
    /// The result as it is stored, after the application's payload codecs: JSON where there is none. Empty unless <see cref="State"/> is
    /// <see cref="TaskState.Succeeded"/>, and for a task without a result.
    /// </summary>
    public ReadOnlyMemory<byte> ResultBody { get; init; }

    /// <summary>The error that ended it; <see langword="null"/> on success.</summary>
    public TaskError? Error { get; init; }

    /// <summary>
    /// The id of the trace of the last attempt, or of the enqueue before there is one: 32 hexadecimal digits to paste into Jaeger's search.
    /// </summary>
    public string? TraceId { get; init; }

    /// <summary>
    /// The id of that attempt's span: 16 hexadecimal digits; <see langword="null"/> when it was not sampled, or before there is an attempt.
    /// </summary>
    public string? SpanId { get; init; }

    /// <summary>The trace of the attempt before the last, or of the one that failed before a replay.</summary>
    public string? PreviousTraceId { get; init; }

    /// <summary>The span of that attempt.</summary>
    public string? PreviousSpanId { get; init; }

    /// <summary>The trace of the enqueue: usually that of the first attempt, too.</summary>
    public string? EnqueueTraceId { get; init; }

    /// <summary>
    /// The span of the enqueue. For an ended task, it is kept only where <see cref="EnqueueTraceId"/> is not <see cref="TraceId"/>.
    /// </summary>
    public string? EnqueueSpanId { get; init; }

    /// <summary>The id of the task whose handler enqueued this one; <see langword="null"/> for one enqueued elsewhere.</summary>
    public string? ParentId { get; init; }

    /// <summary>
    /// The id of the first task or group of the conversation, its own for the first one; <see langword="null"/> when nothing is known of
    /// the id.
    /// </summary>
    public string? RootId { get; init; }

    /// <summary>
    /// The reason why it became ready for its last attempt, as in the span attribute <c>streaq.trigger</c>. It is <c>api</c>,
    /// <c>schedule</c>, <c>cron</c>, <c>dependency</c>, <c>retry</c>, <c>snooze</c> or <c>replay</c>. <see langword="null"/> when nothing
    /// is known of the id.
    /// </summary>
    public string? Trigger { get; init; }

    /// <summary>The id of its group, for <see cref="IStreaqClient.GroupProgressAsync"/>.</summary>
    public string? GroupId { get; init; }

    /// <summary>The ids of the tasks that it was enqueued to come after. For an ended task: as many as fit into 4,096 characters.</summary>
    public IReadOnlyList<string> Dependencies { get; init; } = [];

    /// <summary>
    /// The tasks of <see cref="Dependencies"/> that have not ended, while <see cref="State"/> is <see cref="TaskState.Waiting"/>. Empty in
    /// lists.
    /// </summary>
    public IReadOnlyList<string> WaitsFor { get; init; } = [];

    /// <summary>The ids of unfinished tasks that wait for this one, 100 at most. Empty in lists and once the task has ended.</summary>
    public IReadOnlyList<string> Dependents { get; init; } = [];

    /// <summary>
    /// The headers that the producer set. They are kept in the task's message, so they are empty once it has ended. Lists of failed tasks
    /// have them.
    /// </summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>
    /// The newest 32 attempts before the last, the oldest first. They include snoozed ones and those of dead workers, and are kept as long
    /// as the task is known. Empty for a task at its first attempt.
    /// </summary>
    public IReadOnlyList<PastAttempt> History { get; init; } = [];

    /// <summary>The number of older attempts that <see cref="History"/> leaves out.</summary>
    public int HistoryDropped { get; init; }
}

/// <summary>A report with the task's result.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
public sealed class TaskReport<TResult> : TaskReport
{
    /// <summary>The result; the type's default value unless <see cref="TaskReport.State"/> is <see cref="TaskState.Succeeded"/>.</summary>
    public TResult? Result { get; init; }
}
