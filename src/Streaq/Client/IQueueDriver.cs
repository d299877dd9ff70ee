namespace Streaq;

/// <summary>
/// Runs tasks of a queue without a worker while its client is used. Through it, <c>Streaq.Testing</c> runs tasks inline, and ends waits
/// that would last for ever. Register at most one for each queue, as a keyed service when the queue has a name.
/// </summary>
public interface IQueueDriver
{
    /// <summary>Called after the client has added, replayed or resumed tasks, and before the caller gets their handles.</summary>
    /// <param name="cancellationToken">The caller's token.</param>
    /// <returns>A task that completes when the caller may go on.</returns>
    ValueTask EnqueuedAsync(CancellationToken cancellationToken);

    /// <summary>Called before the client waits for the end of a task or of a group.</summary>
    /// <param name="id">The id of the task or of the group.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    /// <returns>A task that completes when the wait may begin.</returns>
    ValueTask WaitingAsync(string id, CancellationToken cancellationToken);
}
