namespace Streaq;

/// <summary>How full a queue is.</summary>
/// <param name="Ready">Ready tasks by priority.</param>
/// <param name="Scheduled">Tasks that wait for their time.</param>
/// <param name="Waiting">Tasks that wait for other tasks.</param>
/// <param name="Running">Tasks that workers hold.</param>
/// <param name="DeadLetters">Tasks that failed for good and are still kept.</param>
/// <param name="OldestReadyAge">How long the task that has been ready, or due, longest waits; zero when none is.</param>
public sealed record TaskCounts(
    IReadOnlyDictionary<string, long> Ready, long Scheduled, long Waiting, long Running, long DeadLetters, TimeSpan OldestReadyAge)
{
    /// <summary>Tasks that workers hold, by priority.</summary>
    public IReadOnlyDictionary<string, long> RunningByPriority { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>What workers fetch nothing of.</summary>
    public QueuePause Paused { get; init; } = QueuePause.None;
}
