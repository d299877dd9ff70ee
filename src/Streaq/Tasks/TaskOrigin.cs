namespace Streaq.Tasks;

/// <summary>Where a task came from, as its report tells of it and its record keeps it. A plain task has nothing of it.</summary>
internal sealed record TaskOrigin
{
    /// <summary>How much of the ids in <see cref="After"/> a record keeps.</summary>
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

    /// <summary>Unix milliseconds when it became ready for its last attempt; 0 for when it was enqueued, or not yet.</summary>
    public long ReadyAt { get; init; }

    /// <summary>The <c>traceparent</c> of the attempt before the last.</summary>
    public string? Previous { get; init; }

    /// <summary>The <c>traceparent</c> of the enqueue; of an ended task only where its trace is not that of the last attempt.</summary>
    public string? Enqueue { get; init; }

    /// <summary>The ids of the tasks that it was to come after, with spaces between them.</summary>
    public string? After { get; init; }

    /// <summary>See <see cref="AttemptHistory"/>.</summary>
    public string? History { get; init; }

    /// <summary>What the record of an ended task keeps.</summary>
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

    /// <summary>What the message of a task says that has not ended.</summary>
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
