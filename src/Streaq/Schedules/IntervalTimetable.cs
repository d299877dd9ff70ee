namespace Streaq.Schedules;

/// <summary>
/// Slots at the multiples of a time since 1970 in UTC: every worker knows them alike, no start of a worker moves them, and
/// clocks that are put forward or back do not touch them.
/// </summary>
internal sealed class IntervalTimetable(TimeSpan interval) : Timetable
{
    private readonly long _interval = (long)interval.TotalMilliseconds;

    public override long? NextAfter(long time) => (Math.DivRem(time, _interval).Quotient + 1) * _interval;
}
