using System.Text;

namespace Streaq.Telemetry;

/// <summary>
/// Keeps the baggage of a queue's messages within <see cref="MaxLength"/> bytes, by whole members, and reports once when members are
/// dropped.
/// </summary>
/// <remarks>The propagator of .NET has limits of its own, 64 members among them, and silently drops the rest.</remarks>
internal sealed class BaggageLimit
{
    /// <summary>The most bytes of baggage that travel: W3C Baggage requires every platform to carry that many.</summary>
    public const int MaxLength = 8_192;

    private int _warned;

    /// <summary>
    /// Called the first time that members are dropped, with the number of given members and the number of those that travel.
    /// </summary>
    public Action<int, int>? FirstCut { get; set; }

    /// <param name="header">The header that the propagator wrote; empty for none.</param>
    /// <param name="baggage">The baggage that the propagator was given.</param>
    /// <returns>The header that travels; empty for none.</returns>
    public string Cut(string header, IEnumerable<KeyValuePair<string, string?>> baggage)
    {
        var cut = Within(header);
        // The baggage lists a span's own member beside the parents' member of the same name, which it replaces.
        var names = baggage.DistinctBy(member => member.Key, StringComparer.OrdinalIgnoreCase).Count();
        var (given, kept) = (Math.Max(names, Members(header)), Members(cut));
        var left = kept < given
            && (header.Length > 0 || baggage.Sum(member => member.Key.Length + (member.Value?.Length ?? 0)) > MaxLength);
        if (left && Interlocked.Exchange(ref _warned, 1) == 0)
        {
            FirstCut?.Invoke(given, kept);
        }

        return cut;
    }

    /// <summary>
    /// Returns the baggage of a message that can be passed on unread: whole members within the limit, and none when it has characters that
    /// W3C does not allow.
    /// </summary>
    public static string? Take(string? baggage) =>
        baggage is not null && !baggage.AsSpan().ContainsAnyExceptInRange(' ', '~') && Within(baggage) is { Length: > 0 } kept
            ? kept
            : null;

    private static int Members(string header) => header.Length == 0 ? 0 : header.AsSpan().Count(',') + 1;

    private static string Within(string header)
    {
        if (Encoding.UTF8.GetByteCount(header) <= MaxLength)
        {
            return header;
        }

        var end = 0;
        var bytes = 0;
        for (var i = 0; i <= header.Length; i++)
        {
            if (i == header.Length || header[i] == ',')
            {
                bytes += Encoding.UTF8.GetByteCount(header.AsSpan(end, i - end));
                if (bytes > MaxLength)
                {
                    break;
                }

                end = i;
            }
        }

        return header[..end];
    }
}
