using Streaq.Tasks;

namespace Streaq.Storage;

/// <summary>The tasks of one queue that failed for good, each as it was and with what ended it.</summary>
/// <remarks>Each member is atomic and throws <see cref="StreaqStoreException"/> when the store can't be reached.</remarks>
internal interface IDeadLetterStore
{
    /// <summary>A part of the dead letters, newest first.</summary>
    ValueTask<IReadOnlyList<DeadLetterEntry>> ListAsync(int offset, int limit, CancellationToken cancellationToken);

    /// <summary>A part of the dead letters in summaries, newest first.</summary>
    /// <exception cref="ArgumentException">The continuation is not one of such a part.</exception>
    ValueTask<DeadLetterPart> PageAsync(int limit, string? continuation, CancellationToken cancellationToken);

    /// <summary>What dead letters say without body and stack trace, in the order of the ids.</summary>
    /// <returns><see langword="null"/> in the place of each that is not there.</returns>
    ValueTask<IReadOnlyList<DeadLetterEntry?>> ReadManyAsync(IReadOnlyList<string> taskIds, CancellationToken cancellationToken);

    /// <summary>One dead letter; <see langword="null"/> when there is none of that id.</summary>
    ValueTask<DeadLetterEntry?> FindAsync(string taskId, CancellationToken cancellationToken);

    /// <summary>
    /// Takes a dead letter out and makes <paramref name="message"/> ready in its place, which holds the letter's deduplication key
    /// again. Where the message's id or the key is in use, the letter stays.
    /// </summary>
    /// <param name="letter">The letter as it was found.</param>
    /// <param name="message">The task, under the letter's id or a new one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What was done; <see langword="null"/> for nothing, since the id has failed again and has another letter now.</returns>
    ValueTask<ReplayResult?> ReplayAsync(DeadLetterEntry letter, TaskMessage message, CancellationToken cancellationToken);

    /// <summary>The same in one step for many, under their own ids; the body of each message is that of its letter.</summary>
    /// <returns>
    /// One result at least; the store may stop before the last letter. <see langword="null"/> for a letter that is another one by now.
    /// </returns>
    ValueTask<IReadOnlyList<ReplayResult?>> ReplayManyAsync(
        IReadOnlyList<(DeadLetterEntry Letter, TaskMessage Message)> replays, CancellationToken cancellationToken);

    /// <summary>Deletes many in one step.</summary>
    /// <returns>Per id whether there was one.</returns>
    ValueTask<IReadOnlyList<bool>> DeleteManyAsync(IReadOnlyList<string> taskIds, CancellationToken cancellationToken);

    /// <summary>Deletes a dead letter.</summary>
    /// <returns><see langword="false"/> when there was none.</returns>
    ValueTask<bool> DeleteAsync(string taskId, CancellationToken cancellationToken);
}
