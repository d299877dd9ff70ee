using Cronos;

namespace Streaq.Schedules;

/// <summary>Parses cron expressions. Its exceptions say what is wrong with an expression and what to write instead.</summary>
internal static class CronReader
{
    private const string Forms =
        "it takes five fields (minute, hour, day, month, weekday), six with seconds first, "
        + "@hourly, @daily, @weekly, @monthly, @yearly, or @every with a time such as 30s.";

    /// <summary>The fields in their order: name, first value and allowed values.</summary>
    private static readonly (string Name, string First, string Values)[] Fields =
    [
        ("second", "0", "0 to 59"),
        ("minute", "0", "0 to 59"),
        ("hour", "0", "0 to 23"),
        ("day", "1", "1 to 31, L (the last), L-2 (two days before it), 15W or LW (the weekday nearest to it)"),
        ("month", "1", "1 to 12, or jan to dec"),
        ("weekday", "0", "0 to 7 (0 and 7 are Sunday) or sun to sat, fri#2 (the second Friday), friL (the last)"),
    ];

    /// <exception cref="ArgumentException">The expression can't be read, or never fires.</exception>
    public static CronTimetable Read(string expression, TimeZoneInfo zone, string parameter)
    {
        // Cronos takes a NUL character for the end and ignores all text after it.
        var fields = expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var isName = fields is [['@', ..]];
        if (expression.Contains('\0') || !(isName || fields.Length is 5 or 6))
        {
            throw new ArgumentException($"'{expression}' is not a schedule: {Forms}", parameter);
        }

        for (var i = 0; i < fields.Length && !isName; i++)
        {
            Check(fields[i], Fields.Length - fields.Length + i, expression, parameter);
        }

        var format = fields.Length == Fields.Length ? CronFormat.IncludeSeconds : CronFormat.Standard;
        if (!CronExpression.TryParse(string.Join(' ', fields), format, out var read))
        {
            throw new ArgumentException($"'{expression}' is not a schedule: {Forms}", parameter);
        }

        var isBeat = isName ? read == CronExpression.Hourly : fields[..^3].Any(field => field.AsSpan().ContainsAny("*?-/"));
        return read.GetNextOccurrence(new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc)) is not null
            ? new CronTimetable(read, isBeat, zone)
            : throw new ArgumentException($"'{expression}' never fires: no such day comes. Change its day or its month.", parameter);
    }

    private static void Check(string field, int place, string expression, string parameter)
    {
        var (name, first, values) = Fields[place];
        foreach (var item in field.Split(','))
        {
            if (item.Split('/') is not [var range, var step]
                || !TryRead(range, place, out _)
                || step.Any(digit => !char.IsAsciiDigit(digit)))
            {
                continue;
            }

            // A step that is too long leaves only the first value of its range: '*/90' would fire every hour.
            var begin = range is "*" or "?" ? first : range.Split('-')[0];
            if (!TryRead(item, place, out var stepped) || (TryRead(begin, place, out var once) && stepped == once))
            {
                throw new ArgumentException(
                    $"'{expression}' is not a schedule: the step of '{item}' reaches no other {name}. "
                    + $"Write a step that does, '{begin}' alone, or '@every' with a time such as 90m.",
                    parameter);
            }

            // Cronos counts the steps from a 7 wrongly: '7-3/2' has no Sunday.
            if (name is "weekday" && begin is "7")
            {
                throw new ArgumentException(
                    $"'{expression}' is not a schedule: in '{item}' write 0 for the Sunday from which a step counts.", parameter);
            }
        }

        if (!TryRead(field, place, out _))
        {
            throw new ArgumentException(
                $"'{expression}' is not a schedule: '{field}' is not a valid {name}. Write {values}, with lists (1,5), ranges (1-5) and "
                + "steps (1/5), or * alone or with a step (*/5). A name is three letters long; L, W, # and * are in no list.",
                parameter);
        }
    }

    /// <summary>Parses one field, with <c>*</c> in the others.</summary>
    private static bool TryRead(string field, int place, out CronExpression? read) =>
        CronExpression.TryParse(string.Join(' ', Fields.Select((_, i) => i == place ? field : "*")), CronFormat.IncludeSeconds, out read);
}
