using System.Globalization;

namespace Streaq.Dashboard.Pages;

/// <summary>Describes the usual expressions of schedules in words. For others it returns nothing, since a guess would be worse.</summary>
internal static class CronWords
{
    private static readonly string[] Days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    private static readonly string[] Short = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    public static string? For(string expression)
    {
        var fields = expression.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return fields switch
        {
            [['@', ..] name] => Named(name),
            [['@', ..] every, var time] when Is(every, "@every") => $"every {time}",
            ["*", "*", "*", "*", "*", "*"] => "every second",
            [['*', '/', .. var step], "*", "*", "*", "*", "*"] when Step(step, 60) => $"every {step} seconds",
            ["0", .. { Length: 5 } five] => Five(five),
            { Length: 5 } => Five(fields),
            _ => null,
        };
    }

    private static string? Named(string name) => name.ToLowerInvariant() switch
    {
        "@hourly" => "every hour",
        "@daily" or "@midnight" => "every day at 00:00",
        "@weekly" => "every Sunday at 00:00",
        "@monthly" => "on the 1st of every month at 00:00",
        "@yearly" or "@annually" => "every 1 January at 00:00",
        _ => null,
    };

    private static string? Five(string[] fields) => fields switch
    {
        ["*", "*", "*", "*", "*"] => "every minute",
        [['*', '/', .. var step], "*", "*", "*", "*"] when Step(step, 60) => $"every {step} minutes",
        [var minute, "*", "*", "*", "*"] when Number(minute, 59) is { } at => $"every hour at minute {at}",
        [var minute, ['*', '/', .. var step], "*", "*", "*"] when Number(minute, 59) is { } at && Step(step, 24) =>
            at == 0 ? $"every {step} hours" : $"every {step} hours at minute {at}",
        [var minute, var hour, var day, "*", var weekday] when Number(minute, 59) is { } m && Number(hour, 23) is { } h =>
            On(day, weekday) is { } on ? string.Create(CultureInfo.InvariantCulture, $"{on} at {h:00}:{m:00}") : null,
        _ => null,
    };

    private static string? On(string day, string weekday) => (day, weekday.ToLowerInvariant()) switch
    {
        ("*", "*") => "every day",
        ("*", "1-5" or "mon-fri") => "every Monday to Friday",
        ("*", var one) => Weekday(one) is { } name ? $"every {name}" : null,
        ("L" or "l", "*") => "on the last day of every month",
        (var number, "*") => Number(number, 31) is { } date and > 0 ? $"on the {Ordinal(date)} of every month" : null,
        _ => null,
    };

    private static string? Weekday(string text) =>
        Number(text, 7) is { } number ? Days[number] : Array.IndexOf(Short, text) is >= 0 and var at ? Days[at] : null;

    private static string Ordinal(int number) => number switch
    {
        1 or 21 or 31 => $"{number}st",
        2 or 22 => $"{number}nd",
        3 or 23 => $"{number}rd",
        _ => $"{number}th",
    };

    /// <summary>Whether a step divides its range evenly, so that it is as regular as the words say.</summary>
    private static bool Step(string text, int range) => Number(text, range) is { } step and > 1 && range % step == 0;

    private static int? Number(string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number : null;

    private static bool Is(string text, string name) => string.Equals(text, name, StringComparison.OrdinalIgnoreCase);
}
