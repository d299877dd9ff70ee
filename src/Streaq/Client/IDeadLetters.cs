namespace Streaq;

/// <summary>The tasks that failed for good: kept with their argument and error until replayed, deleted or too old.</summary>
public interface IDeadLetters
{
    /// <summary>Lists dead letters, newest first.</summary>
    /// <param name="offset">The number of dead letters to skip.</param>
    /// <param name="limit">The maximum number to list.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The dead letters.</returns>
    Task<IReadOnlyList<DeadLetter>> ListAsync(int offset = 0, int limit = 100, CancellationToken cancellationToken = default);

    /// <summary>
    /// Lists summaries of dead letters, newest first, a page at a time. The cost of a page for Redis depends on its size alone.
    /// </summary>
    /// <param name="limit">The maximum number, from 1 to 1,000.</param>
    /// <param name="continuation">
    /// The <see cref="DeadLetterPage.Continuation"/> of the page before; <see langword="null"/> for the first.
    /// </param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The page. One with fewer entries than <paramref name="limit"/> is not always the last.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of range.</exception>
    /// <exception cref="ArgumentException">The continuation does not come from such a page.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<DeadLetterPage> PageAsync(int limit = 100, string? continuation = null, CancellationToken cancellationToken = default);

    /// <summary>Finds a dead letter.</summary>
    /// <param name="taskId">The task's id.</param>
    /// <param name="cancellationToken">Ends the wait for Redis.</param>
    /// <returns>The dead letter; <see langword="null"/> when there is none of that id.</returns>
    Task<DeadLetter?> FindAsync(string taskId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Puts the task back into its queue under its id, with its full number of attempts. It holds its
    /// <see cref="EnqueueOptions.DeduplicationKey"/> again; its delay and its expiry no longer apply. The dead letter stays while a task
    /// with its id or key is in the queue. It also stays when a task with its id has succeeded since.
    /// </summary>
    /// <param name="taskId">The task's id.</param>
    /// <param name="cancellationToken">Ends the wait for Redis; the task may be replayed nevertheless.</param>
    /// <returns>Whether it is replayed, or why not.</returns>
    /// <exception cref="ArgumentException">The id is not valid.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached, or the dead letter can't be read.</exception>
    Task<ReplayResult> ReplayAsync(string taskId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Replays the task under another id, which the queue must not know yet. Use it when the task's own id is in use, or has succeeded
    /// since. The argument is signed for the new id, so in a queue with signatures or transforms this process needs the same options as
    /// its producers.
    /// </summary>
    /// <param name="taskId">The task's id.</param>
    /// <param name="newId">The new id.</param>
    /// <param name="cancellationToken">Ends the wait for Redis; the task may be replayed nevertheless.</param>
    /// <returns>Whether it is replayed, or why not.</returns>
    /// <exception cref="ArgumentException">An id is not valid.</exception>
    /// <exception cref="PayloadRefusedException">This process can't read the argument; the dead letter stays.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached, or the dead letter can't be read.</exception>
    Task<ReplayResult> ReplayAsync(string taskId, string newId, CancellationToken cancellationToken = default);

    /// <summary>
    /// Replays many dead letters as <see cref="ReplayAsync(string, CancellationToken)"/> does, a hundred per step. Arguments stay in Redis.
    /// </summary>
    /// <param name="taskIds">The tasks' ids.</param>
    /// <param name="cancellationToken">Ends the call between two steps, or the wait for Redis; tasks may be replayed nevertheless.</param>
    /// <returns>For each id, in their order, whether it is replayed, or why not.</returns>
    /// <exception cref="ArgumentException">An id is not valid; nothing was done.</exception>
    /// <exception cref="StreaqStoreException">
    /// Redis can't be reached, or a dead letter can't be read; others may have been replayed.
    /// </exception>
    Task<IReadOnlyList<ReplayResult>> ReplayManyAsync(IEnumerable<string> taskIds, CancellationToken cancellationToken = default);

    /// <summary>Deletes many dead letters, a hundred per step.</summary>
    /// <param name="taskIds">The tasks' ids.</param>
    /// <param name="cancellationToken">Ends the call between two steps, or the wait for Redis; letters may be deleted nevertheless.</param>
    /// <returns>For each id, in their order, <see langword="false"/> when there was no such dead letter.</returns>
    /// <exception cref="ArgumentException">An id is not valid; nothing was done.</exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    Task<IReadOnlyList<bool>> DeleteManyAsync(IEnumerable<string> taskIds, CancellationToken cancellationToken = default);

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
/// <param name="Error">The error that ended it.</param>
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
    string? TraceId)
{
    /// <summary>The deduplication key that the task held until it failed; <see langword="null"/> without one.</summary>
    public string? DeduplicationKey { get; init; }

    /// <summary>
    /// The task as the dead letter describes it: times, headers, earlier attempts, origin. It is available even when the record that
    /// <see cref="IStreaqClient.ReportAsync"/> reads is gone.
    /// </summary>
    public TaskReport Report { get; init; } = new() { TaskId = TaskId, TaskName = TaskName, State = TaskState.Failed };
}
