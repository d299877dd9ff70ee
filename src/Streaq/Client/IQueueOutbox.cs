namespace Streaq;

/// <summary>
/// A place where tasks of a queue wait that were committed and are not in the queue yet, such as a table of a database. It is a service of
/// the queue, and shows in <see cref="StreaqQueue.Outboxes"/>.
/// </summary>
public interface IQueueOutbox
{
    /// <summary>What people know it by, such as the type of the context that writes to it.</summary>
    string Name { get; }

    /// <summary>Counts its tasks, by one question to where they are.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The counts.</returns>
    Task<OutboxCounts> CountsAsync(CancellationToken cancellationToken = default);
}

/// <summary>How many tasks are in an outbox.</summary>
/// <param name="Pending">Those that wait for the queue.</param>
/// <param name="OldestAge">How long the oldest of them has waited; zero when there is none.</param>
/// <param name="Refused">Those that the queue does not take, and that stay for a look at them.</param>
public sealed record OutboxCounts(long Pending, TimeSpan OldestAge, long Refused);
