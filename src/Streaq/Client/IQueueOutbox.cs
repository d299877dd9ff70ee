namespace Streaq;

/// <summary>
/// An outbox, such as a database table, with tasks of a queue that are committed but not in the queue yet. It is a service of the queue,
/// and <see cref="StreaqQueue.Outboxes"/> lists it.
/// </summary>
public interface IQueueOutbox
{
    /// <summary>A name for display, such as the type of the database context that writes to it.</summary>
    string Name { get; }

    /// <summary>Counts its tasks with a single query.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The counts.</returns>
    Task<OutboxCounts> CountsAsync(CancellationToken cancellationToken = default);
}

/// <summary>The number of tasks in an outbox.</summary>
/// <param name="Pending">Tasks that wait to be sent to the queue.</param>
/// <param name="OldestAge">How long the oldest of them has waited; zero when there is none.</param>
/// <param name="Refused">Tasks that the queue refused. They stay in the outbox for inspection.</param>
public sealed record OutboxCounts(long Pending, TimeSpan OldestAge, long Refused);
