using Streaq.Tasks;

namespace Streaq.Storage.InMemory;

/// <summary>One task and where it is.</summary>
internal sealed class InMemoryTask(TaskMessage message)
{
    public TaskMessage Message { get; set; } = message;

    public TaskState State { get; set; }

    /// <summary>The worker that holds it, while it runs.</summary>
    public string? Worker { get; set; }

    /// <summary>The trace context of the attempt under way, where it is sampled and lasts.</summary>
    public string? AttemptTraceParent { get; set; }

    /// <summary>Unix milliseconds since when the worker holds it.</summary>
    public long HeldSince { get; set; }

    /// <summary>The last report of how far it is.</summary>
    public ProgressReport? Progress { get; set; }

    /// <summary>Who wants it aborted, while a worker holds it; empty when nothing is traced.</summary>
    public string? AbortedBy { get; set; }

    public string? DeduplicationKey { get; init; }

    public TaskRecord? Record { get; set; }

    /// <summary>Unix milliseconds after which the record is gone.</summary>
    public long ForgetAt { get; set; } = long.MaxValue;

    public TaskCompletionSource<TaskRecord> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TaskSnapshot Show() => new(State)
    {
        Record = Record,
        Message = Record is null ? Message with { Body = ReadOnlyMemory<byte>.Empty } : null,
        Worker = Worker,
        HeldSince = State is TaskState.Running ? HeldSince : 0,
        AttemptTraceParent = AttemptTraceParent,
        Progress = State is TaskState.Running ? Progress?.Progress : null,
        DueAt = State is TaskState.Scheduled ? Message.Details.DueAt : 0,
    };
}
