using Streaq.Tasks;

namespace Streaq.Storage;

/// <summary>A task about to enter the queue; times are relative or absolute as the caller gave them, the store's clock decides.</summary>
internal readonly record struct NewTask(TaskMessage Message)
{
    public TimeSpan? Delay { get; init; }

    public DateTimeOffset? At { get; init; }

    public TimeSpan? ExpiresIn { get; init; }

    public string? DeduplicationKey { get; init; }

    /// <summary><see cref="At"/> in Unix milliseconds. What is before 1970, for which no store has a number, is as past as 1970.</summary>
    public long? DueAt => At is { } at ? Math.Max(0, at.ToUnixTimeMilliseconds()) : null;

    public bool IsScheduled => Delay is not null || At is not null;
}
