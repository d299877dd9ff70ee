using System.Globalization;

namespace Streaq.Dashboard.Markup;

/// <summary>Formats numbers and times for people.</summary>
internal static class Shown
{
    /// <summary>Formats with a narrow space between thousands, which readers of all languages understand.</summary>
    public static string Count(long count) =>
        count.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u202F');

    /// <summary>Formats with two units at most: <c>3 min 20 s</c>.</summary>
    public static string Duration(TimeSpan time)
    {
        var duration = time < TimeSpan.Zero ? TimeSpan.Zero : time;
        return duration switch
        {
            { TotalMilliseconds: < 1 } when duration == TimeSpan.Zero => "0 ms",
            { TotalMilliseconds: < 10 } => Text($"{duration.TotalMilliseconds:0.0} ms"),
            { TotalSeconds: < 1 } => Text($"{Math.Floor(duration.TotalMilliseconds):0} ms"),
            { TotalSeconds: < 10 } => Text($"{duration.TotalSeconds:0.00} s"),
            { TotalMinutes: < 1 } => Text($"{duration.TotalSeconds:0.0} s"),
            { TotalHours: < 1 } => Two(duration.Minutes, "min", duration.Seconds, "s"),
            { TotalDays: < 1 } => Two(duration.Hours, "h", duration.Minutes, "min"),
            _ => Two((int)duration.TotalDays, "d", duration.Hours, "h"),
        };
    }

    public static string Utc(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Renders a time. The script replaces it by the time since then, with the time itself as the title.</summary>
    public static Html Time(DateTimeOffset? time) => time is { } at
        ? Html.Of($"""<time datetime="{at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}">{Utc(at)}</time>""")
        : None;

    /// <summary>A cell without a value.</summary>
    public static Html None => Html.Of($"""<span class="none">–</span>""");

    public static Html OrNone(string? value) => string.IsNullOrEmpty(value) ? None : Html.Of($"<bdi>{value}</bdi>");

    /// <summary>The last part of a type's name.</summary>
    public static string ShortType(string type) => type[(type.LastIndexOf('.') + 1)..];

    private static string Two(int first, string unit, int second, string smaller) =>
        second == 0 ? Text($"{first} {unit}") : Text($"{first} {unit} {second} {smaller}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
