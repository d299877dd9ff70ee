using Streaq.Execution;

namespace Streaq.Workers;

/// <summary>
/// The waiting times of a worker that stops. It must give back its unfinished tasks within <c>HostOptions.ShutdownTimeout</c> of its
/// host.
/// </summary>
/// <param name="Grace">The time for running attempts to end by themselves.</param>
/// <param name="Cancellation">The time for the others to end after their cancellation.</param>
internal readonly record struct StopTimes(TimeSpan Grace, TimeSpan Cancellation)
{
    /// <summary>
    /// Longer than the time after which a handler that ignores its token is left behind. A handler that takes longer blocks its thread.
    /// </summary>
    private static readonly TimeSpan LongestCancellation = CancellableRun.CancellationGrace + TimeSpan.FromSeconds(1);

    /// <summary>The time to store the last outcomes and to give back the rest.</summary>
    private static readonly TimeSpan LongestLeave = TimeSpan.FromSeconds(2);

    /// <param name="gracePeriod"><see cref="WorkerOptions.GracePeriod"/>.</param>
    /// <param name="shutdown">The host's timeout; infinite for none.</param>
    public static StopTimes Within(TimeSpan gracePeriod, TimeSpan shutdown)
    {
        if (shutdown == Timeout.InfiniteTimeSpan)
        {
            return new(gracePeriod, LongestCancellation);
        }

        var cancellation = Least(LongestCancellation, shutdown / 5);
        var rest = shutdown - cancellation - Least(LongestLeave, shutdown / 10);
        return new(Least(gracePeriod, rest), cancellation);
    }

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
