using Streaq.Workers;

namespace Streaq.Hosting.Health;

/// <summary>Describes why the worker of this process does not fetch tasks under a lease.</summary>
internal static class WorkerTrouble
{
    /// <returns>The description; <see langword="null"/> when it fetches.</returns>
    public static string? Describe(WorkerVitals vitals, WorkerOptions worker) => vitals switch
    {
        { Fault: { } loop } =>
            $"{loop} of worker '{worker.Name}' ended by an unexpected exception. The worker has given its tasks back and begins again; see "
            + "the log for streaq.worker.loop_failed.",
        { Phase: WorkerPhase.NotStarted } => $"worker '{worker.Name}' has not started: the host has not reached it yet.",
        { Phase: WorkerPhase.Joining } =>
            $"worker '{worker.Name}' asks for a lease and has none yet. If this lasts, see the log for streaq.store.unreachable.",
        { Phase: WorkerPhase.LeaseLost } =>
            $"worker '{worker.Name}' has lost its lease, and its tasks go to other workers. It begins again when its {vitals.HeldTasks} "
            + "tasks have ended; "
            + "handlers that ignore their token hold it up for some seconds.",
        { Phase: WorkerPhase.Finishing } =>
            $"worker '{worker.Name}' is stopping: it fetches nothing and finishes {vitals.HeldTasks} tasks.",
        { Phase: WorkerPhase.Ended } =>
            $"worker '{worker.Name}' has ended: nothing in this process runs tasks. Unless the host is stopping, see the log for why, "
            + "and restart the process.",
        { LeaseRemaining: { } remaining } when remaining <= TimeSpan.Zero =>
            $"the lease of worker '{worker.Name}' ran out {-remaining} ago and was not renewed. Did the process stand still, or is it "
            + "short of CPU or threads?",
        { FetchFails: true } => $"worker '{worker.Name}' has its lease, but can't fetch. See the log for streaq.store.unreachable.",
        _ => null,
    };
}
