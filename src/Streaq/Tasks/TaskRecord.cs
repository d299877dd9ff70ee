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

    /// <summary>The span of the last attempt, if it was sampled. The spans of dependents link to it.</summary>
    public string? SpanId { get; init; }

    public TaskOrigin Origin { get; init; } = TaskOrigin.None;

    public TaskError? Error { get; init; }

    public ReadOnlyMemory<byte> Result { get; init; }

    public string? TraceParent => TraceId is null || SpanId is null ? null : $"00-{TraceId}-{SpanId}-01";

    public TaskState State => Outcome switch
    {
        TaskOutcome.Success => TaskState.Succeeded,
        TaskOutcome.Aborted => TaskState.Aborted,
        TaskOutcome.Expired => TaskState.Expired,
        _ => TaskState.Failed,
    };
}
