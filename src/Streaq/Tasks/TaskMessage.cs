namespace Streaq.Tasks;

/// <summary>The message of a task: the content of the stream entry of a ready task, or of the key of a parked one.</summary>
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

    /// <summary>The context of the span that created the message; <see langword="null"/> without one.</summary>
    public CarriedContext? Creation { get; init; }

    /// <summary><see cref="Creation"/> as text.</summary>
    public string? TraceParent
    {
        get => Creation?.Text;
        init => Creation = value is null ? null : new CarriedContext(value);
    }

    /// <summary>Further values, which plain tasks do not have.</summary>
    public TaskDetails Details { get; init; } = TaskDetails.None;

    /// <summary>The schedule and the slot that it was fired for; <see langword="null"/> for a task that a client enqueued.</summary>
    public CronFiring? Cron => CronFiring.Find(Details.UnknownFields);

    public string Root => Details.RootId ?? Id;

    /// <summary>Whether it is too late at the given time, in Unix milliseconds, to begin another attempt.</summary>
    public bool HasExpired(long now) => (Details.ExpiresAt > 0 && now >= Details.ExpiresAt) || IsLate(now);

    /// <summary>
    /// Whether a schedule fired the task, and an attempt would begin later than the schedule's <c>MaxScheduleDrift</c> allows.
    /// </summary>
    public bool IsLate(long now) => LatestStart.Of(this) is { } latest && now > latest.At;

    /// <summary>Whether the message carries the trace context of its enqueue.</summary>
    public bool CarriesContext => Details.TraceMode is not "none";
}
