namespace Streaq;

/// <summary>How many times were how long: counts between bounds that double, from a millisecond to 4 hours and 40 minutes.</summary>
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
    /// The bounds: 1 ms, 2 ms, 4 ms and so on to 2²⁴ ms. A time counts at the first bound that is not below it, and above the last at none.
    /// </summary>
    public static IReadOnlyList<TimeSpan> UpperBounds { get; } =
        [.. Enumerable.Range(0, Bounds).Select(i => TimeSpan.FromMilliseconds(1L << i))];

    /// <summary>For each of <see cref="UpperBounds"/>, and at the end for what is above the last, how many times there were.</summary>
    public IReadOnlyList<long> Counts { get; }

    /// <summary>How many there were together.</summary>
    public long Count { get; }

    /// <summary>All times together.</summary>
    public TimeSpan Sum { get; }

    /// <summary>The mean; <see langword="null"/> of none.</summary>
    public TimeSpan? Mean => Count == 0 ? null : Sum / Count;

    /// <summary>The places that <see cref="Counts"/> has.</summary>
    internal static int Places => Bounds + 1;

    /// <summary>
    /// An estimate of the time that this share of all do not exceed, between the bounds around it. Above the last bound, that bound.
    /// </summary>
    /// <param name="share">From 0 to 1: 0.95 for the 95th percentile.</param>
    /// <returns>The time; <see langword="null"/> of none.</returns>
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

    /// <summary>Where a time is counted.</summary>
    internal static int PlaceOf(TimeSpan time) => time <= UpperBounds[0] ? 0
        : time > UpperBounds[^1] ? Bounds
        : 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)((time.Ticks - 1) / TimeSpan.TicksPerMillisecond));
}
