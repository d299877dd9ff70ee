using NCrontab;

namespace Streaq.Schedules;

/// <summary>The fields of a cron expression, checked, and the local times that they name.</summary>
internal sealed class CronFields
{
    /// <summary>The 29th of February on a given weekday comes at least every 40 years.</summary>
    private const int YearsToSearch = 60;

    private static readonly CrontabFieldKind[] Kinds =
    [
        CrontabFieldKind.Second, CrontabFieldKind.Minute, CrontabFieldKind.Hour,
        CrontabFieldKind.Day, CrontabFieldKind.Month, CrontabFieldKind.DayOfWeek,
    ];

    private readonly CrontabSchedule _schedule;

    private CronFields(CrontabSchedule schedule, bool everyHour) => (_schedule, EveryHour) = (schedule, everyHour);

    /// <summary>Whether the field of hours names all of them, so that the expression is an interval rather than a time of day.</summary>
    public bool EveryHour { get; }

    /// <summary>The first local time after another one; <see langword="null"/> when none is left.</summary>
    public DateTime? NextAfter(DateTime local)
    {
        var end = local.Year + YearsToSearch > DateTime.MaxValue.Year ? DateTime.MaxValue : local.AddYears(YearsToSearch);
        var next = _schedule.GetNextOccurrence(local, end);
        return next < end ? next : null;
    }

    /// <exception cref="ArgumentException">The expression can't be read, or names no time that ever comes.</exception>
    public static CronFields Parse(string expression, string parameter)
    {
        var fields = Expand(expression).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is not (5 or 6))
        {
            throw new ArgumentException(
                $"'{expression}' is no schedule: it takes five fields (minute, hour, day, month, weekday), six with seconds first, "
                + "@hourly, @daily, @weekly, @monthly, @yearly, or @every with a time such as 30s.",
                parameter);
        }

        for (var i = 0; i < fields.Length; i++)
        {
            Check(fields[i], Kinds[Kinds.Length - fields.Length + i], expression, parameter);
        }

        var schedule = CrontabSchedule.TryParse(string.Join(' ', fields), new CrontabSchedule.ParseOptions { IncludingSeconds = fields.Length == 6 })
            ?? throw new ArgumentException($"'{expression}' is no schedule.", parameter);
        var read = new CronFields(schedule, everyHour: schedule.ToString().Split(' ')[^4] is "*");
        if (read.NextAfter(new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Unspecified)) is null)
        {
            throw new ArgumentException($"'{expression}' never fires: no such day comes.", parameter);
        }

        return read;
    }

    private static string Expand(string expression) => expression.Trim().ToUpperInvariant() switch
    {
        "@HOURLY" => "0 * * * *",
        "@DAILY" or "@MIDNIGHT" => "0 0 * * *",
        "@WEEKLY" => "0 0 * * 0",
        "@MONTHLY" => "0 0 1 * *",
        "@YEARLY" or "@ANNUALLY" => "0 0 1 1 *",
        _ => expression,
    };

    /// <summary>Refuses what the parser takes for something else: a range that ends before it begins, which it turns round, and a step of 0.</summary>
    private static void Check(string field, CrontabFieldKind kind, string expression, string parameter)
    {
        try
        {
            CrontabField.Parse(kind, field);
            foreach (var item in field.Split(','))
            {
                var (range, step) = item.Split('/') is [var first, var second] ? (first, second) : (item, null);
                if (step?.Trim('0') is "")
                {
                    throw new ArgumentException($"'{expression}' has a step of 0 in '{field}'.", parameter);
                }

                if (range.Split('-') is [var from, var to] && CrontabField.Parse(kind, from).GetFirst() > CrontabField.Parse(kind, to).GetFirst())
                {
                    throw new ArgumentException($"'{expression}' has the range '{range}', which ends before it begins: write it as two, with a comma.", parameter);
                }
            }
        }
        catch (CrontabException e)
        {
            throw new ArgumentException($"'{expression}' is no schedule: {e.Message}", parameter, e);
        }
    }
}
