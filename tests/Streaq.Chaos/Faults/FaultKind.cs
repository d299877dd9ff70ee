namespace Streaq.Chaos.Faults;

/// <summary>What can happen.</summary>
public enum FaultKind
{
    /// <summary><c>kill -9</c> of a worker; another one starts in its place.</summary>
    KillWorker,

    /// <summary><c>SIGSTOP</c> for longer than the lease, then <c>SIGCONT</c>.</summary>
    StopWorker,

    /// <summary>A worker's host is asked to stop while it runs tasks, beside slow services; another one starts.</summary>
    ReplaceWorker,

    /// <summary>The wall clock of a worker is set by an hour.</summary>
    StepClock,

    /// <summary>Nothing gets through between a client and Redis for a while.</summary>
    HoldNetwork,

    /// <summary>All connections of a client are reset.</summary>
    ResetNetwork,

    /// <summary>A client's requests arrive, the answers do not; then its connections are reset.</summary>
    SwallowAnswers,

    /// <summary><c>kill -9</c> of Redis, and its start with what it made persistent.</summary>
    RestartRedis,

    /// <summary><c>SCRIPT FLUSH</c>.</summary>
    FlushScripts,

    /// <summary><c>CLIENT KILL</c> of all clients.</summary>
    KillClients,

    /// <summary><c>maxmemory</c> below what is used: enqueues are refused.</summary>
    FillMemory,

    /// <summary>The same; meanwhile a worker is killed, and another one has to join in its place before there is memory again.</summary>
    JoinWhenFull,
}

internal static class FaultKinds
{
    /// <summary>
    /// Whether a worker may lose its lease by it. What is not named here is to cost nothing, and explains nothing.
    /// </summary>
    public static bool MayBreakLease(this FaultKind kind) => kind is not (FaultKind.FlushScripts or FaultKind.StepClock or FaultKind.FillMemory);

    /// <summary>Whether a worker's process ends by it.</summary>
    public static bool EndsWorker(this FaultKind kind) => kind is FaultKind.KillWorker or FaultKind.ReplaceWorker or FaultKind.JoinWhenFull;

    /// <summary>Whether it happens to a worker's process itself.</summary>
    public static bool IsOfAWorker(this FaultKind kind) =>
        kind is FaultKind.KillWorker or FaultKind.StopWorker or FaultKind.ReplaceWorker or FaultKind.StepClock or FaultKind.JoinWhenFull;

    /// <summary>Whether it happens between one client and Redis.</summary>
    public static bool IsOfANetwork(this FaultKind kind) => kind is FaultKind.HoldNetwork or FaultKind.ResetNetwork or FaultKind.SwallowAnswers;
}
