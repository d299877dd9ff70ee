namespace Streaq.Schedules;

/// <summary>An instant at which the clocks of a zone are put forward or back.</summary>
/// <param name="At">The first instant of the new time, in UTC.</param>
/// <param name="OldOffset">The offset from UTC before the change.</param>
/// <param name="NewOffset">The offset from UTC after it.</param>
internal readonly record struct ZoneChange(DateTime At, TimeSpan OldOffset, TimeSpan NewOffset)
{
    /// <summary>Two changes that cancel each other are never as close as this.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromDays(1);

    /// <summary>Every known change is at a whole second.</summary>
    private static readonly TimeSpan Resolution = TimeSpan.FromSeconds(1);

    /// <summary>Whether some local times occur twice.</summary>
    public bool IsFold => NewOffset < OldOffset;

    /// <summary>The local time of that instant with the old offset. Its kind is UTC, since Cronos accepts no other.</summary>
    public DateTime OldLocal => At + OldOffset;

    /// <summary>The local time of that instant with the new offset.</summary>
    public DateTime NewLocal => At + NewOffset;

    /// <summary>Returns the change at <paramref name="to"/> or in the day before it.</summary>
    public static ZoneChange? Before(TimeZoneInfo zone, DateTime to) => Between(zone, to - Step, to);

    /// <summary>Returns the first change after <paramref name="from"/>, up to <paramref name="to"/>.</summary>
    public static ZoneChange? Between(TimeZoneInfo zone, DateTime from, DateTime to)
    {
        if (ReferenceEquals(zone, TimeZoneInfo.Utc))
        {
            return null;
        }

        var old = zone.GetUtcOffset(from);
        for (var known = from; known < to;)
        {
            var next = to - known < Step ? to : known + Step;
            if (zone.GetUtcOffset(next) != old)
            {
                return Search(zone, known, next, old);
            }

            known = next;
        }

        return null;
    }

    private static ZoneChange Search(TimeZoneInfo zone, DateTime before, DateTime after, TimeSpan old)
    {
        // Whole seconds, so that what remains in the end is the second of the change.
        before = new DateTime(before.Ticks - before.Ticks % Resolution.Ticks, DateTimeKind.Utc);
        after = new DateTime(after.Ticks - after.Ticks % Resolution.Ticks, DateTimeKind.Utc);
        while (after - before > Resolution)
        {
            var middle = before + (after - before) / 2;
            middle = new DateTime(middle.Ticks - middle.Ticks % Resolution.Ticks, DateTimeKind.Utc);
            if (zone.GetUtcOffset(middle) == old)
            {
                before = middle;
            }
            else
            {
                after = middle;
            }
        }

        return new ZoneChange(after, old, zone.GetUtcOffset(after));
    }
}
