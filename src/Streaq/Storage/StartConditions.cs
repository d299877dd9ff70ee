namespace Streaq.Storage;

/// <summary>The conditions under which an attempt of a task may begin.</summary>
/// <param name="UniqueName">The lock that only one running task at a time holds; <see langword="null"/> for none.</param>
/// <param name="Limits">The limits; each must have a permit left.</param>
internal sealed record StartConditions(string? UniqueName, IReadOnlyList<Limit> Limits);

/// <summary>A number of permits that all tasks of one kind share.</summary>
/// <param name="Key">The key of the limit, different from all others.</param>
/// <param name="Most">The maximum number of attempts at a time or, with a period, of starts within any period.</param>
/// <param name="Period">How long a start counts; <see langword="null"/> for a limit of attempts at a time.</param>
internal readonly record struct Limit(string Key, int Most, TimeSpan? Period);

/// <summary>Whether an attempt may begin.</summary>
/// <param name="Answer">The store's decision.</param>
/// <param name="RunningTask">The task that holds the lock, with <see cref="StartAnswer.Locked"/>.</param>
internal readonly record struct StartDecision(StartAnswer Answer, string? RunningTask = null)
{
    /// <summary>The <c>traceparent</c> of the aborter, with <see cref="StartAnswer.Abort"/>; empty when nothing is traced.</summary>
    public string? AbortedBy { get; init; }
}

internal enum StartAnswer
{
    /// <summary>The attempt may begin.</summary>
    Begin,

    /// <summary>A limit is reached. The task was taken from the worker, and gets ready again in its turn.</summary>
    Limited,

    /// <summary>Another task that holds the same lock runs.</summary>
    Locked,

    /// <summary>The task is to be aborted.</summary>
    Abort,

    /// <summary>The worker does not hold the task any more.</summary>
    Gone,
}
