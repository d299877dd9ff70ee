using Streaq.Tasks;

namespace Streaq.Storage;

/// <summary>Where a task is, as the store sees it.</summary>
internal readonly record struct TaskSnapshot(TaskState State)
{
    /// <summary>How many of <see cref="Dependents"/> are told.</summary>
    public const int MostDependents = 100;

    /// <summary>How it ended; <see langword="null"/> before.</summary>
    public TaskRecord? Record { get; init; }

    /// <summary>The worker that holds it, while it runs.</summary>
    public string? Worker { get; init; }

    /// <summary>The message without its body; <see langword="null"/> when only the record is left.</summary>
    public TaskMessage? Message { get; init; }

    /// <summary>Unix milliseconds since when the worker holds it, while it runs.</summary>
    public long HeldSince { get; init; }

    /// <summary>The <c>traceparent</c> of the attempt under way, where it was noted.</summary>
    public string? AttemptTraceParent { get; init; }

    /// <summary>What its handler reported last, while it runs.</summary>
    public TaskProgress? Progress { get; init; }

    /// <summary>Unix milliseconds when it is due, while it is scheduled.</summary>
    public long DueAt { get; init; }

    /// <summary>The tasks that wait for it, while it has not ended; not asked for in lists.</summary>
    public IReadOnlyList<string>? Dependents { get; init; }

    /// <summary>The unfinished tasks that it waits for, while it is waiting; not asked for in lists.</summary>
    public IReadOnlyList<string>? WaitsFor { get; init; }
}
