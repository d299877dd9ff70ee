namespace Streaq.Storage;

/// <summary>What every store is told.</summary>
internal sealed record StoreOptions(string Queue)
{
    /// <summary>How many dead letters are kept; the oldest go first.</summary>
    public int MaxDeadLetters { get; init; } = 10_000;

    /// <summary>How many replicas have to acknowledge an enqueue before it returns.</summary>
    public int WaitForReplicas { get; init; }

    /// <summary>Whether an enqueue waits for the primary's disk.</summary>
    public bool WaitForDisk { get; init; }

    /// <summary>How long it waits for either.</summary>
    public TimeSpan ReplicaTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Called with each call that failed.</summary>
    public Action<Exception> Failed { get; init; } = static _ => { };

    /// <summary>Called once when this process may not add its queue to the list of all.</summary>
    public Action Unlisted { get; init; } = static () => { };

    /// <summary>Called when the connection is back after a loss, maybe to another server, with where that is.</summary>
    public Action<StoreAddress> Moved { get; init; } = static _ => { };

    /// <summary>How long a dead letter is kept.</summary>
    public TimeSpan DeadLetterAge { get; init; } = TimeSpan.FromDays(30);
}
