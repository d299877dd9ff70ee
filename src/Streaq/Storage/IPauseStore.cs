namespace Streaq.Storage;

/// <summary>The pauses of one queue and of its priorities.</summary>
/// <remarks>Each member is atomic and throws <see cref="StreaqStoreException"/> when the store can't be reached.</remarks>
internal interface IPauseStore
{
    /// <summary>Pauses a priority, or the whole queue without one: workers fetch no more of its tasks. Running tasks continue.</summary>
    /// <returns><see langword="false"/> when it was paused already.</returns>
    ValueTask<bool> PauseAsync(string? priority, CancellationToken cancellationToken);

    /// <summary>Ends that pause.</summary>
    /// <returns><see langword="false"/> when it was not paused.</returns>
    ValueTask<bool> ResumeAsync(string? priority, CancellationToken cancellationToken);

    /// <summary>Returns the pauses.</summary>
    ValueTask<QueuePause> ReadAsync(CancellationToken cancellationToken);
}
