using Streaq.Tasks;

namespace Streaq.Storage;

/// <summary>A task that failed for good, with its last error.</summary>
/// <param name="Message">The task as its last attempt saw it.</param>
/// <param name="Error">The error that ended it.</param>
/// <param name="FailedAt">Unix milliseconds.</param>
/// <param name="Worker">The worker of the last attempt.</param>
/// <param name="TraceParent">The trace context of the last attempt, for the link of a replay.</param>
internal sealed record DeadLetterEntry(TaskMessage Message, TaskError Error, long FailedAt, string Worker, string? TraceParent)
{
    /// <summary>Unix milliseconds when the last attempt began; 0 for a task without an attempt.</summary>
    public long StartedAt { get; init; }

    /// <summary>The deduplication key that the task held until it failed. The store sets it.</summary>
    public string? DeduplicationKey { get; init; }
}
