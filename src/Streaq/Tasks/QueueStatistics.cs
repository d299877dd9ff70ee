namespace Streaq;

/// <summary>Statistics of the attempts of a queue's tasks within a window of time, as its workers counted them.</summary>
/// <remarks>
/// A worker sends its counts every third of its lease, 10 seconds by default, and when it stops. A worker that dies loses what it has not
/// sent.
/// </remarks>
public sealed record QueueStatistics
{
    /// <summary>The start of the window by Redis's clock: the beginning of the first of <see cref="Slots"/>.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The end of the window by Redis's clock: the time of the call.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>
    /// The length of a slot: a minute in windows of up to 8 hours, an hour in longer ones. For one task, it is a minute up to an hour, and
    /// ten minutes up to 8 hours.
    /// </summary>
    public required TimeSpan SlotLength { get; init; }

    /// <summary>All slots, the oldest first. The last one is not complete.</summary>
    public required IReadOnlyList<StatisticsSlot> Slots { get; init; }

    /// <summary>All slots together.</summary>
    public required AttemptStatistics Total { get; init; }

    /// <summary>
    /// The statistics by task, the task with most attempts first. <c>_OTHER</c> has the tasks beyond the first 200. Empty when the call
    /// names one task.
    /// </summary>
    public required IReadOnlyList<TaskStatistics> Tasks { get; init; }
}

/// <summary>The attempts that ended within a slot.</summary>
/// <param name="At">When it begins.</param>
/// <param name="Attempts">Their statistics.</param>
public sealed record StatisticsSlot(DateTimeOffset At, AttemptStatistics Attempts);

/// <summary>The attempts of one task.</summary>
/// <param name="TaskName">The task's name, or <c>_OTHER</c>.</param>
/// <param name="Attempts">Their statistics.</param>
public sealed record TaskStatistics(string TaskName, AttemptStatistics Attempts);

/// <summary>The statistics of attempts. Those that were aborted, snoozed, expired or lost are not counted.</summary>
/// <param name="Succeeded">Attempts with which a task succeeded.</param>
/// <param name="Failed">Attempts with which a task failed for good.</param>
/// <param name="Retried">Attempts that failed, with another to follow.</param>
/// <param name="Duration">Their durations, from the hand-over to the stored outcome.</param>
/// <param name="Wait">The times for which the tasks had been ready before.</param>
public sealed record AttemptStatistics(long Succeeded, long Failed, long Retried, TimeHistogram Duration, TimeHistogram Wait)
{
    /// <summary>All attempts.</summary>
    public long Count => Succeeded + Failed + Retried;
}
