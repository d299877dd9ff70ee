namespace Streaq.Tasks;

/// <summary>Values that most messages do not have. All messages without any of them share one object.</summary>
internal sealed record TaskDetails
{
    public static TaskDetails None { get; } = new();

    private static readonly TaskDetails Linked = new() { TraceMode = "link" };
    private static readonly TaskDetails Parented = new() { TraceMode = "parent" };

    /// <summary>The time for which the task was scheduled, in Unix milliseconds; 0 for a task without one.</summary>
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

    /// <summary>The trace mode, fixed at the enqueue; <see langword="null"/> for <see cref="Streaq.TraceMode.Auto"/>.</summary>
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
    /// The <c>traceparent</c> of the request to abort the task, empty when the request was not traced; <see langword="null"/> without a
    /// request.
    /// </summary>
    public string? AbortedBy { get; init; }

    /// <summary>Headers set by the application.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>
    /// The trace context as written by a propagator of another format than W3C's, such as B3; <see langword="null"/> for none. These are
    /// not headers: the application does not see them, and payloads are not bound to them.
    /// </summary>
    public IReadOnlyDictionary<string, string>? ContextFields { get; init; }

    /// <summary>The reason why the message can't be run as a task; <see langword="null"/> for a valid message.</summary>
    public string? Malformed { get; init; }

    /// <summary>Fields that this version does not know, or that hardly any message has, kept so that a retry loses nothing.</summary>
    public IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>>? UnknownFields { get; init; }

    /// <summary>Returns <see cref="None"/> when no value is set, so that such messages share it.</summary>
    public TaskDetails OrNone() => Equals(None) ? None : this;

    /// <summary>Returns details that have only a trace mode; one shared object for each known mode.</summary>
    public static TaskDetails ForTraceMode(string? traceMode) => traceMode switch
    {
        null => None,
        "link" => Linked,
        "parent" => Parented,
        _ => new TaskDetails { TraceMode = traceMode },
    };
}
