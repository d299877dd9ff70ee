namespace Streaq.Storage;

/// <summary>The slots to read for a time up to now, so that a read costs the same for any number of tasks.</summary>
/// <param name="Window">The length of the time.</param>
/// <param name="SlotMinutes">Minutes per slot of the series: 1, 10 or 60.</param>
/// <param name="TaskMinutes">Minutes per slot from which the counts by task are read: 1, 10 or 60.</param>
internal readonly record struct StatisticsPlan(TimeSpan Window, int SlotMinutes, int TaskMinutes)
{
    /// <summary>The maximum number of task names in a queue's statistics; further ones are counted as <see cref="Other"/>.</summary>
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

    /// <summary>How long a slot of a minute or of ten minutes is kept: longer than the window, which begins with a whole slot.</summary>
    public static readonly TimeSpan HoursKept = Hours + TimeSpan.FromMinutes(2 * Ten);

    /// <summary>How long a slot of an hour is kept.</summary>
    public static readonly TimeSpan DaysKept = Longest + TimeSpan.FromMinutes(2 * Hour);

    /// <summary>
    /// Counts by task are read from as few slots as the window allows, because each slot has a line for each task name. So three days cost
    /// no more than one hour.
    /// </summary>
    /// <param name="window">The length of the time up to now.</param>
    /// <param name="ofOne">Whether the statistics are of one task: then the series has the slots of the counts by task.</param>
    public static StatisticsPlan For(TimeSpan window, bool ofOne)
    {
        var taskMinutes = window <= TimeSpan.FromHours(1) ? 1 : window <= Hours ? Ten : Hour;
        return new(window, ofOne || window > Hours ? taskMinutes : 1, taskMinutes);
    }

    /// <summary>Returns how long a slot of the given number of minutes is kept.</summary>
    public static TimeSpan Kept(int minutes) => minutes == Hour ? DaysKept : HoursKept;

    /// <summary>Returns the minute at which the first slot begins.</summary>
    public long From(long now) => Minute(now - (long)Window.TotalMilliseconds) / TaskMinutes * TaskMinutes;

    /// <summary>Returns the minute of a time in Unix milliseconds.</summary>
    public static long Minute(long time) => time / 60_000;
}
