using System.Text;

namespace Streaq.Telemetry;

/// <summary>
/// Keeps the baggage of a queue's messages within <see cref="MaxLength"/> bytes, by whole members, and tells once when
/// members stay behind. The propagator of .NET has bounds of its own, 64 members among them, and drops what is over in silence.
/// </summary>
internal sealed class BaggageLimit
{
    /// <summary>The bytes of baggage that travel at most: what W3C Baggage asks every platform to carry.</summary>
    public const int MaxLength = 8_192;

    private int _warned;

    /// <summary>Called the first time that members stay behind: how many there were, and how many travel.</summary>
    public Action<int, int>? FirstCut { get; set; }

    /// <param name="header">What the propagator wrote; empty for nothing.</param>
    /// <param name="baggage">What it was given.</param>
    /// <returns>What travels; empty for nothing.</returns>
    public string Cut(string header, IEnumerable<KeyValuePair<string, string?>> baggage)
    {
        var cut = Within(header);
        // A span's own member comes beside that of the same name on its parents, which it replaces.
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
    /// What of a message's baggage is handed on unread: whole members within the bound, and none where there are other characters than W3C
    /// knows.
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
