namespace Streaq.Tasks;

/// <summary>A task as it travels: what the stream entry of a ready task and the key of a parked one hold.</summary>
internal sealed record TaskMessage
{
    /// <summary>The newest layout of fields that this code writes and reads.</summary>
    public const int CurrentVersion = 1;

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    public required string Priority { get; init; }

    public int Attempt { get; init; } = 1;

    /// <summary>Unix milliseconds by the store's clock; 0 until the store has set it.</summary>
    public long EnqueuedAt { get; init; }

    /// <summary>Unix milliseconds by the store's clock when it became ready; 0 until the store has set it.</summary>
    public long ReadyAt { get; init; }

    public string? TraceParent { get; init; }

    /// <summary>The rest, which plain tasks have none of.</summary>
    public TaskDetails Details { get; init; } = TaskDetails.None;

    public long DueAt { get => Details.DueAt; init => Details = Details with { DueAt = value }; }

    public long ExpiresAt { get => Details.ExpiresAt; init => Details = Details with { ExpiresAt = value }; }

    public long LimitedAt { get => Details.LimitedAt; init => Details = Details with { LimitedAt = value }; }

    public string? ParentId { get => Details.ParentId; init => Details = Details with { ParentId = value }; }

    public string? RootId { get => Details.RootId; init => Details = Details with { RootId = value }; }

    public string? Trigger { get => Details.Trigger; init => Details = Details with { Trigger = value }; }

    public string? TraceMode { get => Details.TraceMode; init => Details = Details with { TraceMode = value }; }

    public string? TraceState { get => Details.TraceState; init => Details = Details with { TraceState = value }; }

    public string? Baggage { get => Details.Baggage; init => Details = Details with { Baggage = value }; }

    public string? PreviousAttempt { get => Details.PreviousAttempt; init => Details = Details with { PreviousAttempt = value }; }

    public string? PreviousWorker { get => Details.PreviousWorker; init => Details = Details with { PreviousWorker = value }; }

    public IReadOnlyDictionary<string, string>? Headers { get => Details.Headers; init => Details = Details with { Headers = value }; }

    public string? Malformed { get => Details.Malformed; init => Details = Details with { Malformed = value }; }

    public IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>>? UnknownFields { get => Details.UnknownFields; init => Details = Details with { UnknownFields = value }; }

    /// <summary>The schedule and the slot that it was fired for; <see langword="null"/> for a task that somebody enqueued.</summary>
    public CronFiring? Cron => CronFiring.Find(Details.UnknownFields);

    public string Root => Details.RootId ?? Id;

    /// <summary>Whether the trace context of whoever puts it into the queue goes with it.</summary>
    public bool CarriesContext => Details.TraceMode is not "none";
}
