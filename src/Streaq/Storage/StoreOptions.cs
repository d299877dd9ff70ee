namespace Streaq.Storage;

/// <summary>Options of every store.</summary>
internal sealed record StoreOptions(string Queue)
{
    /// <summary>The maximum number of dead letters; the oldest are dropped first.</summary>
    public int MaxDeadLetters { get; init; } = 10_000;

    /// <summary>The number of replicas that must acknowledge an enqueue before it returns.</summary>
    public int WaitForReplicas { get; init; }

    /// <summary>Whether an enqueue waits for the primary's disk.</summary>
    public bool WaitForDisk { get; init; }

    /// <summary>How long it waits for either.</summary>
    public TimeSpan ReplicaTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Called with each call that failed.</summary>
    public Action<Exception> Failed { get; init; } = static _ => { };

    /// <summary>Called once when this process is not allowed to add its queue to the list of all queues.</summary>
    public Action Unlisted { get; init; } = static () => { };

    /// <summary>Called with the server's address when the connection is back after a loss, maybe to another server.</summary>
    public Action<StoreAddress> Moved { get; init; } = static _ => { };

    /// <summary>How long a dead letter is kept.</summary>
    public TimeSpan DeadLetterAge { get; init; } = TimeSpan.FromDays(30);
}
