namespace Streaq.Storage;

/// <summary>The queues in the same store as this one.</summary>
/// <remarks>Each member throws <see cref="StreaqStoreException"/> when the store can't be reached.</remarks>
internal interface IQueueDirectory
{
    /// <summary>Returns whether this queue was ever used: whether the store has any data of it.</summary>
    /// <param name="priorities">Priorities that the queue may have; they allow a faster answer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<bool> HasThisAsync(IReadOnlyList<string> priorities, CancellationToken cancellationToken);

    /// <summary>Returns the names of all queues that were ever used, in order.</summary>
    ValueTask<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken);

    /// <summary>Returns all queues that were ever used, in the order of their names.</summary>
    ValueTask<IReadOnlyList<QueueSight>> ListAsync(CancellationToken cancellationToken);
}

/// <summary>A queue as another queue's client sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Counts">Its counts; <see langword="null"/> when the store does not allow this process to read them.</param>
/// <param name="Workers">The number of workers with a lease.</param>
internal sealed record QueueSight(string Name, QueueCounts? Counts, int Workers);
