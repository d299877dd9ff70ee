using System.Text.RegularExpressions;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>docs/telemetry.md, as tables.</summary>
internal static partial class TelemetryPage
{
    public static string Text { get; } = File.ReadAllText(Path.Combine(Registry.Docs, "telemetry.md"));

    /// <summary>Returns the cells of the first table below a heading.</summary>
    public static List<string[]> Rows(string heading)
    {
        var below = Text.Split('\n').SkipWhile(line => line != $"## {heading}").SkipWhile(line => !line.StartsWith('|'));
        return [.. below.TakeWhile(line => line.StartsWith('|')).Skip(2).Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray())];
    }

    /// <summary>Returns all names quoted in a cell.</summary>
    public static IEnumerable<string> Names(string cell) => Quoted().Matches(cell).Select(match => match.Groups["quoted"].Value);

    /// <summary>Returns the first name quoted in a cell; empty for none.</summary>
    public static string Name(string cell) => Quoted().Match(cell).Groups["quoted"].Value;

    /// <summary>Returns a span's name as the page writes it.</summary>
    public static string NameOf(Registry.Group span) =>
        span.Annotations.Names[0].Replace("{streaq.task.name}", "X").Replace("{messaging.destination.name}", "{queue}");

    [GeneratedRegex("`(?<quoted>[^`]+)`", RegexOptions.NonBacktracking)]
    private static partial Regex Quoted();
}
