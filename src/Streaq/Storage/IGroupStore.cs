namespace Streaq.Storage;

/// <summary>The groups of one queue, each of which counts the ends of its tasks.</summary>
/// <remarks>Each member is atomic and throws <see cref="StreaqStoreException"/> when the store can't be reached.</remarks>
internal interface IGroupStore
{
    /// <summary>Begins a group. When <see cref="NewGroup.Total"/> tasks of the group have ended, it ends like a task with its id.</summary>
    ValueTask OpenAsync(NewGroup group, CancellationToken cancellationToken);

    /// <summary>Returns the progress of a group; <see langword="null"/> when the store does not know it.</summary>
    ValueTask<GroupProgress?> FindAsync(string groupId, CancellationToken cancellationToken);
}
