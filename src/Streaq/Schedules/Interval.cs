using System.Globalization;
using System.Text.RegularExpressions;

namespace Streaq.Schedules;

/// <summary>The time in <c>@every 1h30m</c>.</summary>
internal static partial class Interval
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    /// <exception cref="ArgumentException">The expression has no such time.</exception>
    public static TimeSpan Parse(string expression, string parameter)
    {
        var match = Form().Match(expression);
        var (days, hours, minutes, rest) = (Part(match, "d"), Part(match, "h"), Part(match, "m"), Part(match, "s"));
        if (!match.Success || (days ?? hours ?? minutes ?? rest) is null)
        {
            throw new ArgumentException(
                $"'{expression}' is not an interval: write '@every' and a time such as 30s, 5m, 1h30m or 1d.", parameter);
        }

        var seconds = (((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (rest ?? 0);
        if (seconds < 1 || seconds > Longest.TotalSeconds)
        {
            throw new ArgumentException($"The interval of '{expression}' must be from one second to {Longest.TotalDays} days.", parameter);
        }

        return TimeSpan.FromSeconds(seconds);
    }

    private static long? Part(Match match, string unit) =>
        match.Groups[unit] is { Success: true } group ? long.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(
        @"^\s*@every\s+((?<d>\d{1,9})d)?((?<h>\d{1,9})h)?((?<m>\d{1,9})m)?((?<s>\d{1,9})s)?\s*$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
