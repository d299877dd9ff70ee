namespace Streaq;

/// <summary>The queues of an application: those that <c>AddStreaq</c> added to its services, keyed ones too.</summary>
public interface IStreaqQueues
{
    /// <summary>The queues, in the order in which they were added.</summary>
    IReadOnlyList<StreaqQueue> All { get; }
}

/// <summary>A queue of an application.</summary>
/// <param name="Key">The key of its services; <see langword="null"/> for the queue without one.</param>
/// <param name="Name">Its name (<see cref="StreaqOptions.Queue"/>).</param>
/// <param name="Client">Its client.</param>
public sealed record StreaqQueue(string? Key, string Name, IStreaqClient Client)
{
    /// <summary>The outboxes with tasks that are committed but not in the queue yet. Default: none.</summary>
    public IReadOnlyList<IQueueOutbox> Outboxes { get; init; } = [];
}
