namespace Streaq.Storage;

/// <summary>What must hold for an attempt of a task to begin.</summary>
/// <param name="UniqueName">The lock that one running task at a time has; <see langword="null"/> for none.</param>
/// <param name="Limits">Each of which must have a permit left.</param>
internal sealed record StartConditions(string? UniqueName, IReadOnlyList<Limit> Limits);

/// <summary>A number of permits that all tasks of one kind share.</summary>
/// <param name="Key">What tells it from others.</param>
/// <param name="Most">How many attempts at a time or, with a period, how many starts within any period.</param>
/// <param name="Period">How long a start counts; <see langword="null"/> for a limit of attempts at a time.</param>
internal readonly record struct Limit(string Key, int Most, TimeSpan? Period);

/// <summary>Whether an attempt may begin.</summary>
/// <param name="Answer">What the store decided.</param>
/// <param name="RunningTask">The task that holds the lock, with <see cref="StartAnswer.Locked"/>.</param>
internal readonly record struct StartDecision(StartAnswer Answer, string? RunningTask = null)
{
    /// <summary>The <c>traceparent</c> of the aborter, with <see cref="StartAnswer.Abort"/>; empty when nothing is traced.</summary>
    public string? AbortedBy { get; init; }
}

internal enum StartAnswer
{
    /// <summary>It may.</summary>
    Begin,

    /// <summary>A limit is reached: the task was taken from the worker, and gets ready again in its turn.</summary>
    Limited,

    /// <summary>Another task that must be unique runs.</summary>
    Locked,

    /// <summary>The task is to be aborted.</summary>
    Abort,

    /// <summary>The worker does not hold the task any more.</summary>
    Gone,
}
