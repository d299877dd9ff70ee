namespace Streaq;

/// <summary>
/// A store of deferred messages between the two steps of an enqueue. Handles look in it for tasks that are not in the queue yet.
/// </summary>
public interface IDeferredStore
{
    /// <summary>Finds a committed message. One that is not committed yet, or was sent already, is not found.</summary>
    /// <param name="taskId">The <see cref="DeferredMessage.TaskId"/>.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The message; <see langword="null"/> when it is not found.</returns>
    Task<KeptMessage?> FindAsync(string taskId, CancellationToken cancellationToken);
}

/// <summary>A message that is kept, and not in the queue yet.</summary>
/// <param name="TaskName">The task's name.</param>
/// <param name="KeptSince">The time since which it is kept, by the clock of the process that made it.</param>
/// <param name="Refusal">The reason why the queue refused it; <see langword="null"/> when it did not.</param>
public sealed record KeptMessage(string TaskName, DateTimeOffset KeptSince, string? Refusal = null);
