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

    /// <summary>The context of the span that made it; <see langword="null"/> without one.</summary>
    public CarriedContext? Creation { get; init; }

    /// <summary><see cref="Creation"/> as text.</summary>
    public string? TraceParent
    {
        get => Creation?.Text;
        init => Creation = value is null ? null : new CarriedContext(value);
    }

    /// <summary>The rest, which plain tasks have none of.</summary>
    public TaskDetails Details { get; init; } = TaskDetails.None;

    /// <summary>The schedule and the slot that it was fired for; <see langword="null"/> for a task that a client enqueued.</summary>
    public CronFiring? Cron => CronFiring.Find(Details.UnknownFields);

    public string Root => Details.RootId ?? Id;

    /// <summary>Whether no attempt of it begins any more at that time, in Unix milliseconds.</summary>
    public bool HasExpired(long now) => (Details.ExpiresAt > 0 && now >= Details.ExpiresAt) || IsLate(now);

    /// <summary>Whether a schedule fired it, and it would begin later than the schedule's <c>MaxScheduleDrift</c> lets it.</summary>
    public bool IsLate(long now) => LatestStart.Of(this) is { } latest && now > latest.At;

    /// <summary>Whether the message carries the trace context of its enqueue.</summary>
    public bool CarriesContext => Details.TraceMode is not "none";
}
