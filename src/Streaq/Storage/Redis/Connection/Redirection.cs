using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using StackExchange.Redis;

namespace Streaq.Storage.Redis;

/// <summary>What a node of a cluster answers that does not have the key, and did nothing: <c>MOVED</c>, or <c>ASK</c>.</summary>
/// <remarks>The client tells it in its own words, which differ between the releases and hide, up to 2.0, which of both it was.</remarks>
internal static partial class Redirection
{
    /// <summary>Whether the node sent the call elsewhere.</summary>
    public static bool Is(Exception e) => e is RedisException && Words().IsMatch(e.Message);

    /// <summary>Where to.</summary>
    /// <param name="message">Of the exception.</param>
    /// <param name="asked">Who said so: an answer without a host means the same.</param>
    /// <returns><see langword="null"/> when it is no redirection, or none that can be read.</returns>
    public static EndPoint? Target(string message, EndPoint asked) =>
        Words().Match(message) is { Success: true } match ? Parse(match.Groups["address"].Value, asked) : null;

    private static EndPoint? Parse(string address, EndPoint asked)
    {
        if (address.LastIndexOf(':') is not (>= 0 and var colon)
            || !int.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            || port > IPEndPoint.MaxPort)
        {
            return null;
        }

        // A DnsEndPoint writes its address family before the name.
        var host = address[(address.IndexOf('/', StringComparison.Ordinal) + 1)..colon];
        return (host.Length > 0, asked) switch
        {
            (true, _) => IPAddress.TryParse(host, out var ip) ? new IPEndPoint(ip, port) : new DnsEndPoint(host, port),
            (_, IPEndPoint known) => new IPEndPoint(known.Address, port),
            (_, DnsEndPoint known) => new DnsEndPoint(known.Host, port),
            _ => null,
        };
    }

    [GeneratedRegex(
        @"^(Key has MOVED to Endpoint|Endpoint|MOVED \d+|ASK \d+) (?<address>\S+)( serving hashslot| and hashslot|$)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Words();
}
