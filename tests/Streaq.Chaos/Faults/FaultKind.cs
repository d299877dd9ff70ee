namespace Streaq.Chaos.Faults;

/// <summary>The kinds of faults.</summary>
public enum FaultKind
{
    /// <summary><c>kill -9</c> of a worker; another one starts in its place.</summary>
    KillWorker,

    /// <summary><c>SIGSTOP</c> for longer than the lease, then <c>SIGCONT</c>.</summary>
    StopWorker,

    /// <summary>A worker's host gets a stop request while it runs tasks, beside slow services; another worker starts.</summary>
    ReplaceWorker,

    /// <summary>The wall clock of a worker jumps by an hour.</summary>
    StepClock,

    /// <summary>No data passes between a client and Redis for a while.</summary>
    HoldNetwork,

    /// <summary>All connections of a client are reset.</summary>
    ResetNetwork,

    /// <summary>A client's requests arrive, the answers do not; then its connections are reset.</summary>
    SwallowAnswers,

    /// <summary><c>kill -9</c> of Redis, and a restart with what it made persistent.</summary>
    RestartRedis,

    /// <summary><c>SCRIPT FLUSH</c>.</summary>
    FlushScripts,

    /// <summary><c>CLIENT KILL</c> of all clients.</summary>
    KillClients,

    /// <summary><c>maxmemory</c> below the used memory: enqueues are refused.</summary>
    FillMemory,

    /// <summary>The same. Meanwhile a worker is killed, and another one must join in its place before there is memory again.</summary>
    JoinWhenFull,
}

internal static class FaultKinds
{
    /// <summary>Whether a worker may lose its lease by it. Other kinds must cost nothing, and explain nothing.</summary>
    public static bool MayBreakLease(this FaultKind kind) => kind is not (FaultKind.FlushScripts or FaultKind.StepClock or FaultKind.FillMemory);

    /// <summary>Whether it ends a worker's process.</summary>
    public static bool EndsWorker(this FaultKind kind) => kind is FaultKind.KillWorker or FaultKind.ReplaceWorker or FaultKind.JoinWhenFull;

    /// <summary>Whether it affects a worker's process itself.</summary>
    public static bool IsOfAWorker(this FaultKind kind) =>
        kind is FaultKind.KillWorker or FaultKind.StopWorker or FaultKind.ReplaceWorker or FaultKind.StepClock or FaultKind.JoinWhenFull;

    /// <summary>Whether it affects the connections between one client and Redis.</summary>
    public static bool IsOfANetwork(this FaultKind kind) => kind is FaultKind.HoldNetwork or FaultKind.ResetNetwork or FaultKind.SwallowAnswers;
}
