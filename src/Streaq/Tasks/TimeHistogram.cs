namespace Streaq;

/// <summary>A histogram of times: counts between bounds that double, from a millisecond to 4 hours and 40 minutes.</summary>
public sealed class TimeHistogram
{
    private const int Bounds = 25;

    internal TimeHistogram(IReadOnlyList<long> counts, TimeSpan sum)
    {
        Counts = counts;
        Sum = sum;
        Count = counts.Sum();
    }

    /// <summary>
    /// The bounds: 1 ms, 2 ms, 4 ms and so on to 2²⁴ ms. A time counts at the first bound that is not below it. A time above the last bound
    /// counts at none.
    /// </summary>
    public static IReadOnlyList<TimeSpan> UpperBounds { get; } =
        [.. Enumerable.Range(0, Bounds).Select(i => TimeSpan.FromMilliseconds(1L << i))];

    /// <summary>The number of times at each of <see cref="UpperBounds"/>, and at the end the number above the last bound.</summary>
    public IReadOnlyList<long> Counts { get; }

    /// <summary>The number of all times.</summary>
    public long Count { get; }

    /// <summary>The sum of all times.</summary>
    public TimeSpan Sum { get; }

    /// <summary>The mean; <see langword="null"/> without any time.</summary>
    public TimeSpan? Mean => Count == 0 ? null : Sum / Count;

    /// <summary>The length of <see cref="Counts"/>.</summary>
    internal static int Places => Bounds + 1;

    /// <summary>
    /// Estimates the time that the given share of all times does not exceed, by interpolation between two bounds. Above the last bound, it
    /// returns that bound.
    /// </summary>
    /// <param name="share">From 0 to 1: 0.95 for the 95th percentile.</param>
    /// <returns>The time; <see langword="null"/> without any time.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The share is out of range.</exception>
    public TimeSpan? Percentile(double share)
    {
        if (!(share >= 0 && share <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "A share is from 0 to 1.");
        }

        if (Count == 0)
        {
            return null;
        }

        var rank = share * Count;
        for (var i = 0; i < Bounds; i++)
        {
            if (Counts[i] > 0 && rank <= Counts[i])
            {
                var lower = i == 0 ? TimeSpan.Zero : UpperBounds[i - 1];
                return lower + ((UpperBounds[i] - lower) * (rank / Counts[i]));
            }

            rank -= Counts[i];
        }

        return UpperBounds[^1];
    }

    /// <summary>Returns the index in <see cref="Counts"/> at which a time is counted.</summary>
    internal static int PlaceOf(TimeSpan time) => time <= UpperBounds[0] ? 0
        : time > UpperBounds[^1] ? Bounds
        : 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)((time.Ticks - 1) / TimeSpan.TicksPerMillisecond));
}
