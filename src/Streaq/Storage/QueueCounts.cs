namespace Streaq.Storage;

/// <summary>The numbers of tasks in a queue. Running tasks are those that workers hold.</summary>
/// <param name="Ready">By priority.</param>
/// <param name="Scheduled">Not due yet.</param>
/// <param name="Waiting">Waiting for other tasks to end, or for their limits.</param>
/// <param name="RunningBy">Held by workers, by priority.</param>
/// <param name="Dead">Among the dead letters.</param>
internal sealed record QueueCounts(
    IReadOnlyDictionary<string, long> Ready, long Scheduled, long Waiting, IReadOnlyDictionary<string, long> RunningBy, long Dead)
{
    /// <summary>
    /// The longest time in milliseconds for which a task has been ready, or due and not made ready yet; 0 when there is none.
    /// </summary>
    public long OldestReadyAge { get; init; }

    public QueuePause Paused { get; init; } = QueuePause.None;

    public long Running => RunningBy.Values.Sum();

    public bool IsEmpty => Scheduled == 0 && Waiting == 0 && Running == 0 && Ready.Values.All(count => count == 0);
}
