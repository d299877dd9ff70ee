namespace Streaq.Schedules;

/// <summary>
/// The slots of a cron expression in a time zone, also where its clocks are put forward or back.
/// <list type="bullet">
/// <item>A time of day that is left out fires at the first instant after the gap; several of them fire together, once.</item>
/// <item>A time of day that comes twice fires the first time.</item>
/// <item>An expression for every hour is an interval and fires whenever the clock shows one of its times, so also in a repeated
/// hour. A gap of whole hours leaves the interval as it is, and nothing is made up for; after another one, a slot that was left out
/// fires at once.</item>
/// </list>
/// </summary>
internal sealed class CronTimetable(CronFields fields, TimeZoneInfo zone) : Timetable
{
    private static readonly TimeSpan Resolution = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    public override long? NextAfter(long time)
    {
        var from = DateTimeOffset.FromUnixTimeMilliseconds(time).UtcDateTime;
        var offset = zone.GetUtcOffset(from);
        var local = Local(from, offset);
        if (!fields.EveryHour && ZoneChange.Before(zone, from) is { IsFold: true } fold)
        {
            local = Later(local, fold.OldLocal - Resolution);
        }

        while (fields.NextAfter(local) is { } candidate)
        {
            if (ZoneChange.Between(zone, from, Utc(candidate, offset)) is not { } change)
            {
                return new DateTimeOffset(Utc(candidate, offset)).ToUnixTimeMilliseconds();
            }

            if (change.IsFold)
            {
                local = (fields.EveryHour ? change.NewLocal : change.OldLocal) - Resolution;
            }
            else
            {
                var makesUp = !fields.EveryHour || change.Shift.Ticks % Hour.Ticks != 0;
                if (makesUp && candidate < change.NewLocal)
                {
                    return new DateTimeOffset(change.At).ToUnixTimeMilliseconds();
                }

                local = change.NewLocal - Resolution;
            }

            (from, offset) = (change.At, change.NewOffset);
        }

        return null;
    }

    private static DateTime Local(DateTime utc, TimeSpan offset) => DateTime.SpecifyKind(utc + offset, DateTimeKind.Unspecified);

    private static DateTime Utc(DateTime local, TimeSpan offset) => DateTime.SpecifyKind(local - offset, DateTimeKind.Utc);

    private static DateTime Later(DateTime one, DateTime other) => one > other ? one : other;
}
