namespace Streaq;

/// <summary>
/// The result of <see cref="IDeadLetters.ReplayAsync(string, CancellationToken)"/>. Unless it is <see cref="ReplayResult.Replayed"/>,
/// nothing has changed.
/// </summary>
public enum ReplayResult
{
    /// <summary>The task is in its queue again, and the dead letter is gone.</summary>
    Replayed,

    /// <summary>There is no such dead letter: it was replayed, deleted, or grew too old.</summary>
    NotFound,

    /// <summary>
    /// A task with that id is scheduled, waits, is ready or runs. Or it has succeeded since, and its record is kept. For a new id: a task,
    /// a record or a dead letter with that id exists. The dead letter stays.
    /// </summary>
    IdInUse,

    /// <summary>An unfinished task holds the deduplication key. The dead letter stays.</summary>
    DeduplicationKeyHeld,
}
