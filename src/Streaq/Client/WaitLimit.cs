namespace Streaq.Client;

/// <summary>Implements the timeouts of the client's waits.</summary>
internal static class WaitLimit
{
    /// <summary>The longest time of a timer, about 49 days.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <param name="timeout">
    /// <see langword="null"/>, <see cref="Timeout.InfiniteTimeSpan"/>, or a time that is too long for a timer: no limit.
    /// </param>
    /// <param name="time">The clock.</param>
    /// <returns>A source that is cancelled when the time is over. The caller disposes it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative and not infinite.</exception>
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
