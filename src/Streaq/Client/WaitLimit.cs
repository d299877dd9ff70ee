namespace Streaq.Client;

/// <summary>How long a caller waits for an end: what every timeout of the client means.</summary>
internal static class WaitLimit
{
    /// <summary>The longest that a timer can be set to, some 49 days.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <param name="timeout">
    /// <see langword="null"/> or <see cref="Timeout.InfiniteTimeSpan"/>: no limit; so is one that no timer can be set to.
    /// </param>
    /// <param name="time">The clock.</param>
    /// <returns>Cancelled when the time is over; to be disposed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public static CancellationTokenSource Begin(TimeSpan? timeout, TimeProvider time)
    {
        if (timeout is not { } limit || limit == Timeout.InfiniteTimeSpan)
        {
            return new CancellationTokenSource();
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(limit, TimeSpan.Zero, nameof(timeout));
        return limit > Longest ? new CancellationTokenSource() : new CancellationTokenSource(limit, time);
    }
}
