namespace Streaq.Tasks;

/// <summary>What most messages do not have; one object for all that have none of it.</summary>
internal sealed record TaskDetails
{
    public static TaskDetails None { get; } = new();

    private static readonly TaskDetails Linked = new() { TraceMode = "link" };
    private static readonly TaskDetails Parented = new() { TraceMode = "parent" };

    /// <summary>Unix milliseconds; 0 for a task without a time of its own.</summary>
    public long DueAt { get; init; }

    /// <summary>Unix milliseconds after which no attempt begins; 0 for never.</summary>
    public long ExpiresAt { get; init; }

    /// <summary>Unix milliseconds when a limit first held the attempt back; 0 when none did.</summary>
    public long LimitedAt { get; init; }

    /// <summary>The task inside which this one was enqueued.</summary>
    public string? ParentId { get; init; }

    /// <summary>The first task of the conversation; <see langword="null"/> when it is this one.</summary>
    public string? RootId { get; init; }

    /// <summary>One of <see cref="TaskTrigger"/>; <see langword="null"/> for the API.</summary>
    public string? Trigger { get; init; }

    /// <summary>The mode fixed at the enqueue; <see langword="null"/> for <see cref="Streaq.TraceMode.Auto"/>.</summary>
    public string? TraceMode { get; init; }

    public string? TraceState { get; init; }

    public string? Baggage { get; init; }

    /// <summary>The <c>traceparent</c> of the attempt before this one.</summary>
    public string? PreviousTraceParent { get; init; }

    /// <summary>The worker whose lease ran out on the attempt before this one.</summary>
    public string? PreviousWorker { get; init; }

    /// <summary>The tasks that this one waits for; <see langword="null"/> when it waits for none.</summary>
    public TaskDependencies? Dependencies { get; init; }

    /// <summary>The group that counts the task's end.</summary>
    public string? GroupId { get; init; }

    /// <summary>
    /// The <c>traceparent</c> of the request to abort it, empty when nothing is traced; <see langword="null"/> without one.
    /// </summary>
    public string? AbortedBy { get; init; }

    /// <summary>Headers set by the application.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>
    /// The trace context as a propagator of another format than W3C's has written it, such as B3; <see langword="null"/> for none. No
    /// headers: the application does not see them, and payloads are not sealed with them.
    /// </summary>
    public IReadOnlyDictionary<string, string>? ContextFields { get; init; }

    /// <summary>Why the fields can't be run as a task; <see langword="null"/> for a sound message.</summary>
    public string? Malformed { get; init; }

    /// <summary>Fields that this version does not know, or that hardly any message has, kept so that a retry loses nothing.</summary>
    public IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>>? UnknownFields { get; init; }

    /// <summary>The same object for all that say nothing, or nothing but a trace mode.</summary>
    public TaskDetails OrNone() => Equals(None) ? None : this;

    /// <summary>What only says in which mode it is traced; one object for each mode.</summary>
    public static TaskDetails ForTraceMode(string? traceMode) => traceMode switch
    {
        null => None,
        "link" => Linked,
        "parent" => Parented,
        _ => new TaskDetails { TraceMode = traceMode },
    };
}
