namespace Streaq;

/// <summary>A task that has ended, from the sample that <see cref="IStreaqClient.RecentAsync"/> returns.</summary>
public sealed record RecentTask
{
    /// <summary>The task's id.</summary>
    public required string TaskId { get; init; }

    /// <summary>The task's name.</summary>
    public required string TaskName { get; init; }

    /// <summary>The priority it had.</summary>
    public required string Priority { get; init; }

    /// <summary>How it ended.</summary>
    public required TaskOutcome Outcome { get; init; }

    /// <summary>The number of the attempt with which it ended, from 1.</summary>
    public required int Attempts { get; init; }

    /// <summary>When it became ready for that attempt, by Redis's clock.</summary>
    public required DateTimeOffset ReadyAt { get; init; }

    /// <summary>When that attempt began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When its outcome was stored.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>The worker of that attempt.</summary>
    public required string Worker { get; init; }

    /// <summary>The full name of the type of the exception that ended it; <see langword="null"/> without one.</summary>
    public string? ErrorType { get; init; }

    /// <summary>The trace of that attempt: 32 hexadecimal digits; <see langword="null"/> when it was not traced.</summary>
    public string? TraceId { get; init; }

    /// <summary>The span of that attempt; <see langword="null"/> when it was not traced.</summary>
    public string? SpanId { get; init; }
}
