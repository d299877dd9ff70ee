using System.Diagnostics;
using System.Globalization;

namespace Streaq.Instrumentation;

/// <summary>Copies what is kept of a span. The span itself would hold its parents and attached objects in memory.</summary>
internal static class SpanCopy
{
    private const int MostAttributes = 32;
    private const int LongestText = 200;

    /// <summary>The estimated bytes of a copy without its texts.</summary>
    private const int FixedSize = 200;

    public static TraceSpan Of(Activity span, ISet<string> attributes, string service) => new()
    {
        SpanId = span.SpanId.ToHexString(),
        ParentId = span.ParentSpanId == default ? null : span.ParentSpanId.ToHexString(),
        Name = Cut(span.DisplayName),
        Source = Cut(span.Source.Name),
        Service = service,
        Kind = span.Kind,
        StartedAt = new DateTimeOffset(span.StartTimeUtc),
        Duration = span.Duration,
        IsError = span.Status is ActivityStatusCode.Error,
        Attributes = Attributes(span, attributes),
    };

    /// <summary>Estimates the bytes that a copy takes in memory.</summary>
    public static int Size(TraceSpan span) =>
        FixedSize + 2 * (span.Name.Length + span.Attributes.Sum(static tag => tag.Key.Length + tag.Value.Length));

    private static Dictionary<string, string> Attributes(Activity span, ISet<string> chosen)
    {
        var kept = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (ref readonly var tag in span.EnumerateTagObjects())
        {
            if (kept.Count < MostAttributes && chosen.Contains(tag.Key) && Text(tag.Value) is { } text)
            {
                kept[tag.Key] = Cut(text);
            }
        }

        return kept;
    }

    /// <returns><see langword="null"/> for an object of user code, whose <c>ToString</c> may return private data or throw.</returns>
    private static string? Text(object? value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        int or long or double or float or short or byte => ((IFormattable)value).ToString(format: null, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static string Cut(string text) => text.Length <= LongestText ? text : $"{text.AsSpan(0, LongestText - 1)}…";
}
