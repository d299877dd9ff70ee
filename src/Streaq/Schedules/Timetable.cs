namespace Streaq.Schedules;

/// <summary>Computes the slots of a schedule, in Unix milliseconds.</summary>
internal abstract class Timetable
{
    /// <summary>Where the search for the latest slot begins; every further step looks back twice as far.</summary>
    private const long FirstWindow = 60_000;

    /// <summary>Returns the first slot after a time; <see langword="null"/> when none is left.</summary>
    public abstract long? NextAfter(long time);

    /// <summary>Returns the latest slot up to <paramref name="now"/>. All slots that were missed fire together as this one.</summary>
    /// <param name="now">The time.</param>
    /// <param name="earliest">A slot that is known to be past.</param>
    public long LatestUpTo(long now, long earliest)
    {
        for (var window = FirstWindow; ; window *= 2)
        {
            var from = Math.Max(earliest, now - window);
            long? latest = null;
            for (var slot = NextAfter(from); slot <= now; slot = NextAfter(slot.Value))
            {
                latest = slot;
            }

            if (latest is not null || from == earliest)
            {
                return latest ?? earliest;
            }
        }
    }

    /// <param name="expression">Five or six fields, <c>@daily</c> and the like, or <c>@every 30s</c>.</param>
    /// <param name="timeZone">An IANA id; <see langword="null"/> for UTC.</param>
    /// <param name="parameter">The name of the caller's argument, for the exception.</param>
    /// <exception cref="ArgumentException">The expression can't be read or never fires, or there is no such time zone.</exception>
    public static Timetable Parse(string expression, string? timeZone, string parameter = "expression")
    {
        if (string.IsNullOrWhiteSpace(expression))
        {
            throw new ArgumentException(
                "The expression of a schedule is empty; write one such as '0 9 * * mon-fri' or '@every 30s'.", parameter);
        }

        var zone = FindZone(timeZone, nameof(timeZone));
        return expression.TrimStart().StartsWith("@every", StringComparison.OrdinalIgnoreCase)
            ? new IntervalTimetable(Interval.Parse(expression, parameter))
            : CronReader.Read(expression, zone, parameter);
    }

    /// <exception cref="ArgumentException">There is no such time zone on this machine.</exception>
    public static TimeZoneInfo FindZone(string? timeZone, string parameter)
    {
        if (timeZone is null)
        {
            return TimeZoneInfo.Utc;
        }

        return TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out var zone)
            ? zone
            : throw new ArgumentException(
                $"There is no time zone '{timeZone}' on this machine: give an IANA id such as Europe/Berlin, and see that tzdata is "
                + "installed.",
                parameter);
    }
}
