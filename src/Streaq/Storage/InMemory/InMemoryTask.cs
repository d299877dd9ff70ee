using Streaq.Tasks;

namespace Streaq.Storage.InMemory;

/// <summary>One task and where it is.</summary>
internal sealed class InMemoryTask(TaskMessage message)
{
    private TaskState _state;
    private byte[]? _written;
    private TaskRecord? _record;

    public TaskMessage Message { get; set; } = message;

    public TaskState State
    {
        get => Record?.State ?? _state;
        set => _state = value;
    }

    /// <summary>The worker that holds it, while it runs.</summary>
    public string? Worker { get; set; }

    /// <summary>The trace context of the attempt under way, where it is sampled and lasts.</summary>
    public string? AttemptTraceParent { get; set; }

    /// <summary>Unix milliseconds since when the worker holds it.</summary>
    public long HeldSince { get; set; }

    /// <summary>Tells which of two held tasks a worker took first.</summary>
    public long TakenAs { get; set; }

    /// <summary>The last report of how far it is.</summary>
    public ProgressReport? Progress { get; set; }

    /// <summary>Who wants it aborted, while a worker holds it; empty when nothing is traced.</summary>
    public string? AbortedBy { get; set; }

    public string? DeduplicationKey { get; init; }

    /// <summary>How it ended; read from its bytes when it is first asked for, since nothing asks for most.</summary>
    public TaskRecord? Record => _record ??= _written is null ? null : RecordFormat.Read(_written, Message.Id);

    /// <summary>Unix milliseconds after which the record is gone.</summary>
    public long ForgetAt { get; set; } = long.MaxValue;

    /// <summary>Completes when there is a record.</summary>
    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>It has ended; <see cref="Ended"/> is told apart, once all else knows.</summary>
    /// <param name="written">Its record, as <see cref="RecordFormat"/> writes it.</param>
    public void EndWith(byte[] written)
    {
        _written = written;
        Worker = null;
    }

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
