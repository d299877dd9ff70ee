namespace Streaq;

/// <summary>
/// Where deferred messages are kept between the two steps of an enqueue: handles look there for tasks that are on their way.
/// </summary>
public interface IDeferredStore
{
    /// <summary>Looks for a message that is kept for good: what is not committed yet, or was sent, is not there.</summary>
    /// <param name="taskId">The <see cref="DeferredMessage.TaskId"/>.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <returns>The message; <see langword="null"/> when it is not there.</returns>
    Task<KeptMessage?> FindAsync(string taskId, CancellationToken cancellationToken);
}

/// <summary>A message that is kept, and not in the queue yet.</summary>
/// <param name="TaskName">The task's name.</param>
/// <param name="KeptSince">Since when, by the clock of the process that made it.</param>
/// <param name="Refusal">Why the queue does not take it; <see langword="null"/> while it is only on its way.</param>
public sealed record KeptMessage(string TaskName, DateTimeOffset KeptSince, string? Refusal = null);
