namespace Streaq;

/// <summary>The tasks that failed for good: kept with their argument and error until replayed, deleted or too old.</summary>
public interface IDeadLetters
{
    /// <summary>Lists dead letters, newest first.</summary>
    /// <param name="offset">How many to pass over.</param>
    /// <param name="limit">How many to list at most.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The dead letters.</returns>
    Task<IReadOnlyList<DeadLetter>> ListAsync(int offset = 0, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>Finds a dead letter.</summary>
    /// <param name="taskId">The task's id.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The dead letter; <see langword="null"/> when there is none of that id.</returns>
    Task<DeadLetter?> FindAsync(string taskId, CancellationToken cancellationToken = default);

    /// <summary>Puts the task back into its queue under its id, with all its attempts before it.</summary>
    /// <param name="taskId">The task's id.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns><see langword="false"/> when there is no such dead letter.</returns>
    Task<bool> ReplayAsync(string taskId, CancellationToken cancellationToken = default);

    /// <summary>Deletes a dead letter.</summary>
    /// <param name="taskId">The task's id.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns><see langword="false"/> when there is no such dead letter.</returns>
    Task<bool> DeleteAsync(string taskId, CancellationToken cancellationToken = default);
}

/// <summary>A task that failed for good.</summary>
/// <param name="TaskId">The task's id.</param>
/// <param name="TaskName">The task's name; <c>unknown</c> when the message had none.</param>
/// <param name="Priority">The priority it had.</param>
/// <param name="Attempts">How many attempts were made.</param>
/// <param name="Error">What ended it.</param>
/// <param name="FailedAt">When it failed.</param>
/// <param name="Worker">The worker of the last attempt.</param>
/// <param name="Body">The serialized argument.</param>
/// <param name="TraceId">The trace of the last attempt, if it was traced.</param>
public sealed record DeadLetter(
    string TaskId,
    string TaskName,
    string Priority,
    int Attempts,
    TaskError Error,
    DateTimeOffset FailedAt,
    string Worker,
    ReadOnlyMemory<byte> Body,
    string? TraceId);
