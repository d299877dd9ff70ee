namespace Streaq.Storage;

/// <summary>The groups of one queue, each of which counts the ends of its tasks.</summary>
/// <remarks>Each member is atomic and throws <see cref="StreaqStoreException"/> when the store can't be reached.</remarks>
internal interface IGroupStore
{
    /// <summary>Begins a group: it ends, as a task of its id would, when so many tasks that name it have ended.</summary>
    ValueTask OpenAsync(NewGroup group, CancellationToken cancellationToken);

    /// <summary>How far a group is; <see langword="null"/> when nothing is known of it.</summary>
    ValueTask<GroupProgress?> FindAsync(string groupId, CancellationToken cancellationToken);
}
