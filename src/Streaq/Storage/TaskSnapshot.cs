using Streaq.Tasks;

namespace Streaq.Storage;

/// <summary>The state of a task in the store.</summary>
internal readonly record struct TaskSnapshot(TaskState State)
{
    /// <summary>The maximum number of <see cref="Dependents"/>.</summary>
    public const int MostDependents = 100;

    /// <summary>Its record; <see langword="null"/> before its end.</summary>
    public TaskRecord? Record { get; init; }

    /// <summary>The worker that holds it, while it runs.</summary>
    public string? Worker { get; init; }

    /// <summary>The message without its body; <see langword="null"/> when only the record is left.</summary>
    public TaskMessage? Message { get; init; }

    /// <summary>Unix milliseconds when the worker fetched it, while it runs.</summary>
    public long HeldSince { get; init; }

    /// <summary>The <c>traceparent</c> of the running attempt, if it was noted.</summary>
    public string? AttemptTraceParent { get; init; }

    /// <summary>The last progress that its handler reported, while it runs.</summary>
    public TaskProgress? Progress { get; init; }

    /// <summary>Unix milliseconds when it is due, while it is scheduled.</summary>
    public long DueAt { get; init; }

    /// <summary>The tasks that wait for it, while it has not ended. Lists do not read them.</summary>
    public IReadOnlyList<string>? Dependents { get; init; }

    /// <summary>The unfinished tasks that it waits for, while it is waiting. Lists do not read them.</summary>
    public IReadOnlyList<string>? WaitsFor { get; init; }
}
