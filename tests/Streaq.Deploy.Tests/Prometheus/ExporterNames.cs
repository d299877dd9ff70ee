using System.Text.RegularExpressions;

namespace Streaq.Deploy.Tests.Prometheus;

/// <summary>
/// The names that the collector's Prometheus exporter gives metrics and attributes by UnderscoreEscapingWithSuffixes: each run of
/// characters that are no letters or digits becomes one underscore, then the unit, then _total for counters and _ratio for gauges of unit
/// 1.
/// </summary>
internal static partial class ExporterNames
{
    private static readonly Dictionary<string, string> Units = new() { ["s"] = "_seconds", ["ms"] = "_milliseconds", ["By"] = "_bytes" };

    public static string Label(string attribute) => NotAllowed().Replace(attribute, "_");

    /// <summary>Returns the series of a metric: one, or the three of a histogram.</summary>
    public static IReadOnlyList<string> Series(string metric, string instrument, string unit)
    {
        // Units in braces, {task} or {lease}, are annotations and leave no suffix.
        var name = Label(metric) + Units.GetValueOrDefault(unit, "");
        return instrument switch
        {
            "histogram" => [name + "_bucket", name + "_count", name + "_sum"],
            "counter" => [name + "_total"],
            "gauge" when unit == "1" => [name + "_ratio"],
            _ => [name],
        };
    }

    [GeneratedRegex("[^a-zA-Z0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotAllowed();
}
