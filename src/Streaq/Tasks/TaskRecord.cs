namespace Streaq.Tasks;

/// <summary>A task's end, as the store keeps it for <see cref="TaskReport"/>. Times are Unix milliseconds.</summary>
internal sealed record TaskRecord
{
    public required string Name { get; init; }

    public required TaskOutcome Outcome { get; init; }

    public required int Attempts { get; init; }

    public long EnqueuedAt { get; init; }

    public long StartedAt { get; init; }

    public long FinishedAt { get; init; }

    public string? Worker { get; init; }

    public string? TraceId { get; init; }

    public TaskError? Error { get; init; }

    public ReadOnlyMemory<byte> Result { get; init; }

    public TaskState State => Outcome switch
    {
        TaskOutcome.Success => TaskState.Succeeded,
        TaskOutcome.Aborted => TaskState.Aborted,
        TaskOutcome.Expired => TaskState.Expired,
        _ => TaskState.Failed,
    };
}
