namespace Streaq.Tasks;

/// <summary>The origin of a task, for its report and its record. A plain task has none.</summary>
internal sealed record TaskOrigin
{
    /// <summary>The most characters of <see cref="After"/> that a record keeps.</summary>
    private const int MostAfter = 4_096;

    public static TaskOrigin None { get; } = new();

    /// <summary>The task inside which this one was enqueued.</summary>
    public string? ParentId { get; init; }

    /// <summary>The first task of the conversation; <see langword="null"/> when it is this one.</summary>
    public string? RootId { get; init; }

    /// <summary>One of <see cref="TaskTrigger"/>; <see langword="null"/> for the API.</summary>
    public string? Trigger { get; init; }

    /// <summary>The group that counts its end.</summary>
    public string? GroupId { get; init; }

    /// <summary>
    /// Unix milliseconds when it became ready for its last attempt; 0 when that was the time of its enqueue, or before it is ready.
    /// </summary>
    public long ReadyAt { get; init; }

    /// <summary>The <c>traceparent</c> of the attempt before the last.</summary>
    public string? Previous { get; init; }

    /// <summary>The <c>traceparent</c> of the enqueue. For an ended task, only when its trace is not that of the last attempt.</summary>
    public string? Enqueue { get; init; }

    /// <summary>The ids of its dependencies, separated by spaces.</summary>
    public string? After { get; init; }

    /// <summary>See <see cref="AttemptHistory"/>.</summary>
    public string? History { get; init; }

    /// <summary>Returns what the record of an ended task keeps.</summary>
    /// <param name="message">The task as its last attempt saw it.</param>
    /// <param name="traceId">The trace of that attempt; <see langword="null"/> without one.</param>
    public static TaskOrigin Of(TaskMessage message, string? traceId)
    {
        var enqueue = traceId is null || message.Creation?.IsOf(traceId) is not false ? null : message.TraceParent;
        var readyAt = message.ReadyAt == message.EnqueuedAt ? 0 : message.ReadyAt;
        return ReferenceEquals(message.Details, TaskDetails.None) && enqueue is null && readyAt == 0
            ? None
            : Of(message, readyAt, enqueue);
    }

    /// <summary>Returns the origin of a task that has not ended, from its message.</summary>
    public static TaskOrigin Whole(TaskMessage message) => Of(message, message.ReadyAt, message.TraceParent);

    private static TaskOrigin Of(TaskMessage message, long readyAt, string? enqueue) => new()
    {
        ParentId = message.Details.ParentId,
        RootId = message.Details.RootId,
        Trigger = message.Details.Trigger,
        GroupId = message.Details.GroupId,
        ReadyAt = readyAt,
        Previous = message.Details.PreviousTraceParent,
        Enqueue = enqueue,
        After = message.Details.Dependencies is { Ids.Count: > 0 } dependencies ? Short(string.Join(' ', dependencies.Ids)) : null,
        History = AttemptHistory.Find(message),
    };

    private static string Short(string ids) =>
        ids.Length <= MostAfter ? ids : ids[..ids.LastIndexOf(' ', MostAfter)];
}
