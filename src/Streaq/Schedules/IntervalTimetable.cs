namespace Streaq.Schedules;

/// <summary>
/// Slots at the multiples of a time since 1970 in UTC. All workers compute the same slots. Neither the start of a worker nor a change of
/// the clocks moves them.
/// </summary>
internal sealed class IntervalTimetable(TimeSpan interval) : Timetable
{
    private readonly long _interval = (long)interval.TotalMilliseconds;

    public override long? NextAfter(long time) => (Math.DivRem(time, _interval).Quotient + 1) * _interval;
}
