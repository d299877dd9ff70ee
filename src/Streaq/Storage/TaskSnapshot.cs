using Streaq.Tasks;

namespace Streaq.Storage;

/// <summary>Where a task is, as the store sees it.</summary>
internal readonly record struct TaskSnapshot(TaskState State)
{
    /// <summary>How it ended; <see langword="null"/> before.</summary>
    public TaskRecord? Record { get; init; }

    /// <summary>The worker that holds it, while it runs.</summary>
    public string? Worker { get; init; }

    /// <summary>Unix milliseconds when it is due, while it is scheduled.</summary>
    public long DueAt { get; init; }
}
