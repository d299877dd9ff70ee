using Streaq.Tasks;

namespace Streaq.Storage;

/// <summary>The dead letters of one queue: the tasks that failed for good, each with its last error.</summary>
/// <remarks>Each member is atomic and throws <see cref="StreaqStoreException"/> when the store can't be reached.</remarks>
internal interface IDeadLetterStore
{
    /// <summary>Returns a part of the dead letters, newest first.</summary>
    ValueTask<IReadOnlyList<DeadLetterEntry>> ListAsync(int offset, int limit, CancellationToken cancellationToken);

    /// <summary>Returns a part of the dead letters as summaries, newest first.</summary>
    /// <exception cref="ArgumentException">The continuation is not one of such a part.</exception>
    ValueTask<DeadLetterPart> PageAsync(int limit, string? continuation, CancellationToken cancellationToken);

    /// <summary>Reads dead letters without their bodies and stack traces, in the order of the ids.</summary>
    /// <returns><see langword="null"/> for each id without a dead letter.</returns>
    ValueTask<IReadOnlyList<DeadLetterEntry?>> ReadManyAsync(IReadOnlyList<string> taskIds, CancellationToken cancellationToken);

    /// <summary>Returns one dead letter; <see langword="null"/> when there is none of that id.</summary>
    ValueTask<DeadLetterEntry?> FindAsync(string taskId, CancellationToken cancellationToken);

    /// <summary>
    /// Removes a dead letter and makes <paramref name="message"/> ready, which holds the letter's deduplication key again. When the
    /// message's id or the key is in use, the letter stays.
    /// </summary>
    /// <param name="letter">The letter as it was found.</param>
    /// <param name="message">The task, under the letter's id or a new one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The result; <see langword="null"/> when nothing was done: the id has failed again and has another letter now.</returns>
    ValueTask<ReplayResult?> ReplayAsync(DeadLetterEntry letter, TaskMessage message, CancellationToken cancellationToken);

    /// <summary>Replays many in one step, under their own ids. The store takes the body of each message from its letter.</summary>
    /// <returns>
    /// At least one result; the store may stop before the last letter. <see langword="null"/> for an id that has another letter now.
    /// </returns>
    ValueTask<IReadOnlyList<ReplayResult?>> ReplayManyAsync(
        IReadOnlyList<(DeadLetterEntry Letter, TaskMessage Message)> replays, CancellationToken cancellationToken);

    /// <summary>Deletes many in one step.</summary>
    /// <returns>For each id, whether there was a dead letter.</returns>
    ValueTask<IReadOnlyList<bool>> DeleteManyAsync(IReadOnlyList<string> taskIds, CancellationToken cancellationToken);

    /// <summary>Deletes a dead letter.</summary>
    /// <returns><see langword="false"/> when there was none.</returns>
    ValueTask<bool> DeleteAsync(string taskId, CancellationToken cancellationToken);
}
