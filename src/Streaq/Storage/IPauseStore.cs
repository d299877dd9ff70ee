namespace Streaq.Storage;

/// <summary>Whether one queue, or some of its priorities, are paused.</summary>
/// <remarks>Each member is atomic and throws <see cref="StreaqStoreException"/> when the store can't be reached.</remarks>
internal interface IPauseStore
{
    /// <summary>Has workers fetch nothing more of a priority, or of the queue without one; what runs goes on.</summary>
    /// <returns><see langword="false"/> when it was paused already.</returns>
    ValueTask<bool> PauseAsync(string? priority, CancellationToken cancellationToken);

    /// <summary>Ends that pause.</summary>
    /// <returns><see langword="false"/> when it was not paused.</returns>
    ValueTask<bool> ResumeAsync(string? priority, CancellationToken cancellationToken);

    /// <summary>What is paused.</summary>
    ValueTask<QueuePause> ReadAsync(CancellationToken cancellationToken);
}
