namespace Streaq.Storage;

/// <summary>Which slots tell of a time up to now, so that a look costs the same whatever the queue holds.</summary>
/// <param name="Window">How far back.</param>
/// <param name="SlotMinutes">Minutes per slot of the series: 1 or 10.</param>
/// <param name="TaskMinutes">Minutes per slot of which the counts by task are read: 1 or 10.</param>
internal readonly record struct StatisticsPlan(TimeSpan Window, int SlotMinutes, int TaskMinutes)
{
    /// <summary>How many names of tasks a queue has at most; further ones are <see cref="Other"/>.</summary>
    public const int MostNames = 200;

    /// <summary>Minutes in a long slot.</summary>
    public const int Long = 10;

    public const string Other = "_OTHER";

    public static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    /// <summary>How long minutes are kept.</summary>
    public static readonly TimeSpan MinutesKept = TimeSpan.FromHours(8);

    /// <summary>How long slots of ten minutes are kept.</summary>
    public static readonly TimeSpan TensKept = TimeSpan.FromDays(3);

    /// <summary>A window begins with a whole slot, so that one is kept beyond it.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMinutes(2 * Long);

    /// <summary>Up to an hour, counts by task are read of minutes: beyond, that would be too much.</summary>
    /// <param name="window">How far back.</param>
    /// <param name="ofOne">Whether one task is told of: its counts are read from whole slots, too.</param>
    public static StatisticsPlan For(TimeSpan window, bool ofOne)
    {
        var taskMinutes = window <= TimeSpan.FromHours(1) ? 1 : Long;
        return new(window, ofOne ? taskMinutes : window <= MinutesKept ? 1 : Long, taskMinutes);
    }

    /// <summary>The minute at which the first slot begins.</summary>
    public long From(long now) => Minute(now - (long)Window.TotalMilliseconds) / TaskMinutes * TaskMinutes;

    /// <summary>The minute of a time in Unix milliseconds.</summary>
    public static long Minute(long time) => time / 60_000;
}
