namespace Streaq.Storage;

/// <summary>Who asks for a lease, and for what.</summary>
/// <param name="WorkerId">Unique for each lease: a worker that lost one comes back under another id.</param>
/// <param name="Priorities">The priorities it serves, the first first.</param>
/// <param name="LeaseDuration">How long the lease lasts without renewal.</param>
internal sealed record WorkerRegistration(string WorkerId, IReadOnlyList<string> Priorities, TimeSpan LeaseDuration)
{
    public string Name { get; init; } = WorkerId;

    public string HostName { get; init; } = Environment.MachineName;

    public int ProcessId { get; init; } = Environment.ProcessId;

    public int Concurrency { get; init; } = 1;

    public PriorityPolicy PriorityPolicy { get; init; }

    /// <summary>Whether the worker may hold tasks; while it does not, a renewal need not look for those to end.</summary>
    public Func<bool> MayHoldTasks { get; init; } = static () => true;

    /// <summary>Told by the store of tasks that the worker holds and is to end.</summary>
    public AbortRequests Aborts { get; init; } = new();
}
