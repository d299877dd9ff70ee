namespace Streaq;

/// <summary>
/// Lets a queue that no worker serves go on while its client is used: the seam by which <c>Streaq.Testing</c> runs tasks inline, and
/// ends waits that would last for ever. A service, with the key of the queue where that has a name; at most one for each queue.
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
