namespace Streaq;

/// <summary>What is known of a task: where it is and, once it has ended, how.</summary>
public class TaskReport
{
    /// <summary>The task's id.</summary>
    public required string TaskId { get; init; }

    /// <summary>The task's name; <see langword="null"/> when nothing is known of the id.</summary>
    public string? TaskName { get; init; }

    /// <summary>Where the task is.</summary>
    public required TaskState State { get; init; }

    /// <summary>How it ended; <see langword="null"/> before.</summary>
    public TaskOutcome? Outcome { get; init; }

    /// <summary>The priority, while the task has not ended and when it failed.</summary>
    public string? Priority { get; init; }

    /// <summary>Number of attempts made, one under way included.</summary>
    public int Attempts { get; init; }

    /// <summary>When it was enqueued first, by Redis's clock.</summary>
    public DateTimeOffset? EnqueuedAt { get; init; }

    /// <summary>When its last attempt began; while it runs, when its worker was given it.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When it is due, while <see cref="State"/> is <see cref="TaskState.Scheduled"/>.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>The worker that ran the last attempt, or holds the task now.</summary>
    public string? Worker { get; init; }

    /// <summary>What ended it; <see langword="null"/> on success.</summary>
    public TaskError? Error { get; init; }

    /// <summary>
    /// The id of the trace of the last attempt, or of the enqueue before there is one: 32 hexadecimal digits to paste into Jaeger's search.
    /// </summary>
    public string? TraceId { get; init; }

    /// <summary>
    /// The attempts before the last, the oldest first, snoozed ones and those of dead workers included: the newest 32, for as long as the
    /// task is known. Empty for a task at its first attempt.
    /// </summary>
    public IReadOnlyList<PastAttempt> History { get; init; } = [];

    /// <summary>How many older attempts <see cref="History"/> leaves out.</summary>
    public int HistoryDropped { get; init; }
}

/// <summary>A report with the task's result.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
public sealed class TaskReport<TResult> : TaskReport
{
    /// <summary>The result; the type's default value unless <see cref="TaskReport.State"/> is <see cref="TaskState.Succeeded"/>.</summary>
    public TResult? Result { get; init; }
}
