using System.Net;

namespace Streaq.Storage.Redis;

/// <summary>Extracts the server names of a connection string, and nothing else of it.</summary>
internal static class ServerNames
{
    /// <returns>Such as <c>redis-1:6379,redis-2:6379</c>; <see langword="null"/> when every part may be a secret.</returns>
    /// <remarks>
    /// Returns only the parts before the first option: after it, a comma may belong to a password. Of a part that looks like a URL with
    /// credentials, it returns only the text after them.
    /// </remarks>
    public static string? In(string configuration)
    {
        var servers = configuration.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .TakeWhile(part => !part.Contains('=', StringComparison.Ordinal))
            .Select(part => part[(part.LastIndexOf('@') + 1)..])
            .Where(part => part.Length > 0 && part.All(IsOfAnAddress));
        return string.Join(',', servers) is { Length: > 0 } text ? text : null;
    }

    /// <returns>The names of servers that are given as end points; <see langword="null"/> for none.</returns>
    public static string? In(IEnumerable<EndPoint> servers) =>
        string.Join(',', servers.Select(Name).OfType<string>()) is { Length: > 0 } text ? text : null;

    private static string? Name(EndPoint server) => server switch
    {
        DnsEndPoint { Port: 0 } dns => dns.Host,
        DnsEndPoint dns => $"{dns.Host}:{dns.Port}",
        _ => server.ToString(),
    };

    private static bool IsOfAnAddress(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or ':' or '-' or '_' or '[' or ']';
}
