using Streaq.Tasks;

namespace Streaq.Storage.InMemory;

/// <summary>One task and its state.</summary>
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

    /// <summary>The trace context of the running attempt, if it was noted.</summary>
    public string? AttemptTraceParent { get; set; }

    /// <summary>Unix milliseconds when the worker fetched it.</summary>
    public long HeldSince { get; set; }

    /// <summary>The place in the order in which workers took tasks.</summary>
    public long TakenAs { get; set; }

    /// <summary>The last report of its progress.</summary>
    public ProgressReport? Progress { get; set; }

    /// <summary>
    /// The <c>traceparent</c> of the caller that requested its abort while a worker holds it; empty when nothing is traced,
    /// <see langword="null"/> without a request.
    /// </summary>
    public string? AbortedBy { get; set; }

    public string? DeduplicationKey { get; init; }

    /// <summary>Its record. It is read from its bytes on first use, because most records are never used.</summary>
    public TaskRecord? Record => _record ??= _written is null ? null : RecordFormat.Read(_written, Message.Id);

    /// <summary>Unix milliseconds after which the record is gone.</summary>
    public long ForgetAt { get; set; } = long.MaxValue;

    /// <summary>Completes when there is a record.</summary>
    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Sets the record. The queue completes <see cref="Ended"/> later, as the last step of the end.</summary>
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
