namespace Streaq;

/// <summary>How the attempts of a queue's tasks ended over some time, as its workers added them up.</summary>
/// <remarks>
/// A worker sends its counts every third of its lease, 10 seconds by default, and when it stops. A worker that dies loses what it has not
/// sent.
/// </remarks>
public sealed record QueueStatistics
{
    /// <summary>Since when, by Redis's clock: the beginning of the first of <see cref="Slots"/>.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Until when, by Redis's clock: the time of the call.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>
    /// How long a slot is: a minute in windows of up to 8 hours, an hour in longer ones. For one task, it is a minute up to an hour, and
    /// ten minutes up to 8 hours.
    /// </summary>
    public required TimeSpan SlotLength { get; init; }

    /// <summary>All slots, the oldest first; the last is not over.</summary>
    public required IReadOnlyList<StatisticsSlot> Slots { get; init; }

    /// <summary>All slots together.</summary>
    public required AttemptStatistics Total { get; init; }

    /// <summary>
    /// The same by task, those with most attempts first; <c>_OTHER</c> has the tasks beyond the first 200. Empty when one task was asked
    /// for.
    /// </summary>
    public required IReadOnlyList<TaskStatistics> Tasks { get; init; }
}

/// <summary>The attempts that ended within a slot.</summary>
/// <param name="At">When it begins.</param>
/// <param name="Attempts">What they came to.</param>
public sealed record StatisticsSlot(DateTimeOffset At, AttemptStatistics Attempts);

/// <summary>The attempts of one task.</summary>
/// <param name="TaskName">The task's name, or <c>_OTHER</c>.</param>
/// <param name="Attempts">What they came to.</param>
public sealed record TaskStatistics(string TaskName, AttemptStatistics Attempts);

/// <summary>What attempts came to. Those that were aborted, snoozed, expired or lost are not among them.</summary>
/// <param name="Succeeded">Attempts with which a task succeeded.</param>
/// <param name="Failed">Attempts with which a task failed for good.</param>
/// <param name="Retried">Attempts that failed, with another to follow.</param>
/// <param name="Duration">How long they took, from the hand-over to the stored outcome.</param>
/// <param name="Wait">How long the tasks had been ready before.</param>
public sealed record AttemptStatistics(long Succeeded, long Failed, long Retried, TimeHistogram Duration, TimeHistogram Wait)
{
    /// <summary>All attempts.</summary>
    public long Count => Succeeded + Failed + Retried;
}
