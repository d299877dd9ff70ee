namespace Streaq.Storage;

/// <summary>The queues that are where this one is.</summary>
/// <remarks>Each member throws <see cref="StreaqStoreException"/> when the store can't be reached.</remarks>
internal interface IQueueDirectory
{
    /// <summary>Whether this queue was ever used: whether anything of it is there.</summary>
    /// <param name="priorities">Those it may have, for a quick answer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<bool> HasThisAsync(IReadOnlyList<string> priorities, CancellationToken cancellationToken);

    /// <summary>The names of all queues that were ever used, in their order.</summary>
    ValueTask<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken);

    /// <summary>All queues that were ever used, in the order of their names.</summary>
    ValueTask<IReadOnlyList<QueueSight>> ListAsync(CancellationToken cancellationToken);
}

/// <summary>A queue as it is seen from another one.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Counts">How full it is; <see langword="null"/> when the store lets this process not look at it.</param>
/// <param name="Workers">How many workers have a lease.</param>
internal sealed record QueueSight(string Name, QueueCounts? Counts, int Workers);
