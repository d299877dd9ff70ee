namespace Streaq.Dashboard.Charts;

/// <summary>The sum of several slots of statistics: one column of a chart, and one row of its table.</summary>
internal sealed class Column
{
    private readonly long[] _durations = new long[TimeHistogram.UpperBounds.Count + 1];
    private readonly long[] _waits = new long[TimeHistogram.UpperBounds.Count + 1];

    public DateTimeOffset At { get; private init; }

    public long Succeeded { get; private set; }

    public long Retried { get; private set; }

    public long Failed { get; private set; }

    public long Count => Succeeded + Retried + Failed;

    /// <summary>The 95th percentile of the duration of attempts; <see langword="null"/> without attempts.</summary>
    public TimeSpan? Duration => Percentile(_durations);

    /// <summary>The 95th percentile of the time that tasks were ready before; <see langword="null"/> without attempts.</summary>
    public TimeSpan? Wait => Percentile(_waits);

    /// <param name="statistics">The statistics to draw.</param>
    /// <param name="length">The time of one column, a multiple of the slot length.</param>
    /// <returns>Columns of that length. The last one may be shorter, since its time is not over.</returns>
    public static IReadOnlyList<Column> From(QueueStatistics statistics, TimeSpan length) =>
        [.. statistics.Slots.Chunk((int)(length / statistics.SlotLength)).Select(From)];

    private static Column From(StatisticsSlot[] slots)
    {
        var column = new Column { At = slots[0].At };
        foreach (var slot in slots)
        {
            column.Succeeded += slot.Attempts.Succeeded;
            column.Retried += slot.Attempts.Retried;
            column.Failed += slot.Attempts.Failed;
            Add(column._durations, slot.Attempts.Duration);
            Add(column._waits, slot.Attempts.Wait);
        }

        return column;
    }

    private static void Add(long[] counts, TimeHistogram times)
    {
        for (var i = 0; i < times.Counts.Count; i++)
        {
            counts[i] += times.Counts[i];
        }
    }

    /// <summary>Interpolates evenly within a bucket, as <see cref="TimeHistogram.Percentile"/> does for one slot.</summary>
    private static TimeSpan? Percentile(long[] counts)
    {
        var rank = 0.95 * counts.Sum();
        for (var i = 0; rank > 0 && i < counts.Length; i++)
        {
            if (rank <= counts[i])
            {
                var upper = TimeHistogram.UpperBounds[Math.Min(i, TimeHistogram.UpperBounds.Count - 1)];
                var lower = i == 0 ? TimeSpan.Zero : TimeHistogram.UpperBounds[i - 1];
                return lower + (upper - lower) * (rank / counts[i]);
            }

            rank -= counts[i];
        }

        return null;
    }
}
