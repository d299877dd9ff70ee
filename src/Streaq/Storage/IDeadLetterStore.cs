using Streaq.Tasks;

namespace Streaq.Storage;

/// <summary>The tasks of one queue that failed for good, each as it was and with what ended it.</summary>
/// <remarks>Each member is atomic and throws <see cref="StreaqStoreException"/> when the store can't be reached.</remarks>
internal interface IDeadLetterStore
{
    /// <summary>A part of the dead letters, newest first.</summary>
    ValueTask<IReadOnlyList<DeadLetterEntry>> ListAsync(int offset, int limit, CancellationToken cancellationToken);

    /// <summary>One dead letter; <see langword="null"/> when there is none of that id.</summary>
    ValueTask<DeadLetterEntry?> FindAsync(string taskId, CancellationToken cancellationToken);

    /// <summary>Takes a dead letter out and makes <paramref name="message"/> ready in its place.</summary>
    /// <returns><see langword="false"/> when there was none.</returns>
    ValueTask<bool> ReplayAsync(TaskMessage message, CancellationToken cancellationToken);

    /// <summary>Deletes a dead letter.</summary>
    /// <returns><see langword="false"/> when there was none.</returns>
    ValueTask<bool> DeleteAsync(string taskId, CancellationToken cancellationToken);
}
