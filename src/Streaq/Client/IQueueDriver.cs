namespace Streaq;

/// <summary>
/// Runs tasks of a queue without a worker while its client is used. Through it, <c>Streaq.Testing</c> runs tasks inline, and ends waits
/// that would last for ever. A service, with the key of the queue where that has a name; at most one for each queue.
/// </summary>
public interface IQueueDriver
{
    /// <summary>
    /// Called after the client has added tasks, replayed or resumed some, before the caller has their handles.
    /// </summary>
    /// <param name="cancellationToken">The caller's.</param>
    /// <returns>A task that completes when the caller may go on.</returns>
    ValueTask EnqueuedAsync(CancellationToken cancellationToken);

    /// <summary>Called before the client waits for the end of a task or of a group.</summary>
    /// <param name="id">The task's or the group's.</param>
    /// <param name="cancellationToken">The caller's.</param>
    /// <returns>A task that completes when the wait may begin.</returns>
    ValueTask WaitingAsync(string id, CancellationToken cancellationToken);
}
