namespace Streaq.Storage;

/// <summary>Which slots tell of a time up to now, so that a look costs the same whatever the queue holds.</summary>
/// <param name="Window">How far back.</param>
/// <param name="SlotMinutes">Minutes per slot of the series: 1, 10 or 60.</param>
/// <param name="TaskMinutes">Minutes per slot of which the counts by task are read: 1, 10 or 60.</param>
internal readonly record struct StatisticsPlan(TimeSpan Window, int SlotMinutes, int TaskMinutes)
{
    /// <summary>How many names of tasks a queue has at most; further ones are <see cref="Other"/>.</summary>
    public const int MostNames = 200;

    /// <summary>Minutes in a middle slot.</summary>
    public const int Ten = 10;

    /// <summary>Minutes in a long slot.</summary>
    public const int Hour = 60;

    public const string Other = "_OTHER";

    public static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);

    /// <summary>How far back slots of a minute and of ten minutes go.</summary>
    public static readonly TimeSpan Hours = TimeSpan.FromHours(8);

    /// <summary>How far back slots of an hour go.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3);

    /// <summary>How long a slot of a minute or of ten minutes is kept: a window begins with a whole slot, so one more.</summary>
    public static readonly TimeSpan HoursKept = Hours + TimeSpan.FromMinutes(2 * Ten);

    /// <summary>How long a slot of an hour is kept.</summary>
    public static readonly TimeSpan DaysKept = Longest + TimeSpan.FromMinutes(2 * Hour);

    /// <summary>
    /// Counts by task are read of as few slots as the window allows: each has a line for each of the names. So a look at three days takes
    /// no more than one at an hour.
    /// </summary>
    /// <param name="window">How far back.</param>
    /// <param name="ofOne">Whether one task is told of: its counts are read from whole slots, too.</param>
    public static StatisticsPlan For(TimeSpan window, bool ofOne)
    {
        var taskMinutes = window <= TimeSpan.FromHours(1) ? 1 : window <= Hours ? Ten : Hour;
        return new(window, ofOne || window > Hours ? taskMinutes : 1, taskMinutes);
    }

    /// <summary>How long a slot of so many minutes is kept.</summary>
    public static TimeSpan Kept(int minutes) => minutes == Hour ? DaysKept : HoursKept;

    /// <summary>The minute at which the first slot begins.</summary>
    public long From(long now) => Minute(now - (long)Window.TotalMilliseconds) / TaskMinutes * TaskMinutes;

    /// <summary>The minute of a time in Unix milliseconds.</summary>
    public static long Minute(long time) => time / 60_000;
}
