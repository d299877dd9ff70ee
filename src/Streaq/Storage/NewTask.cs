using Streaq.Tasks;

namespace Streaq.Storage;

/// <summary>A task about to enter the queue; times are relative or absolute as the caller gave them, the store's clock decides.</summary>
internal readonly record struct NewTask(TaskMessage Message)
{
    public TimeSpan? Delay { get; init; }

    public DateTimeOffset? At { get; init; }

    public TimeSpan? ExpiresIn { get; init; }

    public string? DeduplicationKey { get; init; }

    public bool IsScheduled => Delay is not null || At is not null;
}
