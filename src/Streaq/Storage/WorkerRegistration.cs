namespace Streaq.Storage;

/// <summary>A worker's request for a lease.</summary>
/// <param name="WorkerId">Unique for each lease: a worker that lost one comes back under another id.</param>
/// <param name="Priorities">The priorities that it serves, in this order.</param>
/// <param name="LeaseDuration">How long the lease lasts without renewal.</param>
internal sealed record WorkerRegistration(string WorkerId, IReadOnlyList<string> Priorities, TimeSpan LeaseDuration)
{
    public string Name { get; init; } = WorkerId;

    public string HostName { get; init; } = Environment.MachineName;

    public int ProcessId { get; init; } = Environment.ProcessId;

    public int Concurrency { get; init; } = 1;

    public PriorityPolicy PriorityPolicy { get; init; }

    /// <summary>Whether the worker may hold tasks. While it holds none, a renewal need not read the abort requests.</summary>
    public Func<bool> MayHoldTasks { get; init; } = static () => true;

    /// <summary>Receives the store's requests to abort tasks that the worker holds.</summary>
    public AbortRequests Aborts { get; init; } = new();
}
