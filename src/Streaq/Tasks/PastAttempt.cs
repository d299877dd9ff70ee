namespace Streaq;

/// <summary>An attempt of a task that was not its last, from <see cref="TaskReport.History"/>.</summary>
public sealed record PastAttempt
{
    /// <summary>The attempt's number, from 1. After a replay, numbers begin at 1 again.</summary>
    public required int Attempt { get; init; }

    /// <summary>When it began, by Redis's clock. If its worker died: when the worker received the task.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended. If its worker died: when that was detected.</summary>
    public required DateTimeOffset FinishedAt { get; init; }

    /// <summary>The outcome of the attempt.</summary>
    public required TaskOutcome Outcome { get; init; }

    /// <summary>The worker that ran it.</summary>
    public required string Worker { get; init; }

    /// <summary>The full name of the type of the exception that ended it; <see langword="null"/> without one.</summary>
    public string? ErrorType { get; init; }

    /// <summary>The id of its trace: 32 hexadecimal digits; <see langword="null"/> when it was not traced.</summary>
    public string? TraceId { get; init; }

    /// <summary>The id of its span in that trace: 16 hexadecimal digits; <see langword="null"/> when it was not traced.</summary>
    public string? SpanId { get; init; }
}
