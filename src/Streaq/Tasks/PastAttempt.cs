namespace Streaq;

/// <summary>An attempt of a task that was not its last, as <see cref="TaskReport.History"/> tells of it.</summary>
public sealed record PastAttempt
{
    /// <summary>Its number, from 1; after a replay they begin at 1 again.</summary>
    public required int Attempt { get; init; }

    /// <summary>When it began; of one whose worker died, when the worker was given the task. By Redis's clock.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; of one whose worker died, when that was found out.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>How it ended.</summary>
    public required TaskOutcome Outcome { get; init; }

    /// <summary>The worker that made it.</summary>
    public required string Worker { get; init; }

    /// <summary>The full name of the type of the exception that ended it; <see langword="null"/> without one.</summary>
    public string? ErrorType { get; init; }

    /// <summary>The id of its trace: 32 hexadecimal digits; <see langword="null"/> when it was not traced.</summary>
    public string? TraceId { get; init; }

    /// <summary>The id of its span in that trace: 16 hexadecimal digits; <see langword="null"/> when it was not traced.</summary>
    public string? SpanId { get; init; }
}
