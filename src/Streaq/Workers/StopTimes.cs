using Streaq.Execution;

namespace Streaq.Workers;

/// <summary>
/// How long a worker that stops waits for what: its host gives it <c>HostOptions.ShutdownTimeout</c>, within which it must have given
/// back what has not ended.
/// </summary>
/// <param name="Grace">For running attempts to end by themselves.</param>
/// <param name="Cancellation">For those that were cancelled then.</param>
internal readonly record struct StopTimes(TimeSpan Grace, TimeSpan Cancellation)
{
    /// <summary>A handler that only ignores its token is left behind before; what takes longer has never given its thread back.</summary>
    private static readonly TimeSpan LongestCancellation = CancellableRun.CancellationGrace + TimeSpan.FromSeconds(1);

    /// <summary>For storing the last outcomes and giving back the rest.</summary>
    private static readonly TimeSpan LongestLeave = TimeSpan.FromSeconds(2);

    /// <param name="gracePeriod">What the worker's options say.</param>
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
