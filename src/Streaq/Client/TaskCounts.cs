namespace Streaq;

/// <summary>The number of tasks in a queue, by state.</summary>
/// <param name="Ready">Ready tasks by priority.</param>
/// <param name="Scheduled">Tasks that wait for their time.</param>
/// <param name="Waiting">Tasks that wait for other tasks or for limits.</param>
/// <param name="Running">Tasks that workers hold.</param>
/// <param name="DeadLetters">Tasks that failed for good and are still kept.</param>
/// <param name="OldestReadyAge">How long the oldest task that is ready or due has waited; zero without one.</param>
public sealed record TaskCounts(
    IReadOnlyDictionary<string, long> Ready, long Scheduled, long Waiting, long Running, long DeadLetters, TimeSpan OldestReadyAge)
{
    /// <summary>Tasks that workers hold, by priority.</summary>
    public IReadOnlyDictionary<string, long> RunningByPriority { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>The pauses of the queue. Workers do not fetch what is paused.</summary>
    public QueuePause Paused { get; init; } = QueuePause.None;
}
