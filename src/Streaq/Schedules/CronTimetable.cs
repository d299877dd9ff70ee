using Cronos;

namespace Streaq.Schedules;

/// <summary>
/// The slots of a cron expression in a time zone, also where its clocks are put forward or back.
/// <list type="bullet">
/// <item>Times that are left out fire together, once, at the first instant after the gap.</item>
/// <item>A time of day that comes twice fires the first time.</item>
/// <item>A beat (<c>*</c>, a range or a step in seconds, minutes or hours) fires both times.</item>
/// </list>
/// Cronos has the same rule. But in zones such as Europe/Dublin, whose winter time is the exception, it does not see the gap and returns
/// an instant before the requested one. So this class passes only local times to Cronos and finds the changes of the clocks itself.
/// </summary>
internal sealed class CronTimetable(CronExpression expression, bool isBeat, TimeZoneInfo zone) : Timetable
{
    private static readonly TimeSpan Resolution = TimeSpan.FromSeconds(1);

    public override long? NextAfter(long time)
    {
        var from = DateTimeOffset.FromUnixTimeMilliseconds(time).UtcDateTime;
        var offset = zone.GetUtcOffset(from);
        var local = from + offset;
        if (!isBeat && ZoneChange.Before(zone, from) is { IsFold: true } fold && local < fold.OldLocal)
        {
            local = fold.OldLocal - Resolution;
        }

        while (expression.GetNextOccurrence(local) is { } candidate)
        {
            if (ZoneChange.Between(zone, from, candidate - offset) is not { } change)
            {
                return new DateTimeOffset(candidate - offset).ToUnixTimeMilliseconds();
            }

            if (!change.IsFold && candidate < change.NewLocal)
            {
                return new DateTimeOffset(change.At).ToUnixTimeMilliseconds();
            }

            local = (change.IsFold && !isBeat ? change.OldLocal : change.NewLocal) - Resolution;
            (from, offset) = (change.At, change.NewOffset);
        }

        return null;
    }
}
