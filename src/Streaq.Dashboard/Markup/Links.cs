using Microsoft.AspNetCore.Http;

namespace Streaq.Dashboard.Markup;

/// <summary>
/// Addresses below the dashboard's path, relative to the requested page. They work at every path, path base and prefix, even when a proxy
/// removes a prefix without a header.
/// </summary>
internal sealed class Links
{
    private readonly string _up;

    private Links(string up) => _up = up;

    /// <param name="request">The request.</param>
    /// <param name="depth">The number of segments of the page's address below the dashboard's path.</param>
    public static Links For(HttpRequest request, int depth)
    {
        // For a browser, a final slash is one more level.
        var levels = depth - 1 + (depth > 0 && request.Path.Value is [.., '/'] ? 1 : 0);
        return new Links(levels <= 0 ? "./" : string.Concat(Enumerable.Repeat("../", levels)));
    }

    /// <param name="segments">Names and fixed parts of the path.</param>
    public string To(params ReadOnlySpan<string> segments)
    {
        var path = new string[segments.Length];
        for (var i = 0; i < segments.Length; i++)
        {
            path[i] = Segment.Encode(segments[i]);
        }

        return _up + string.Join('/', path);
    }

    public string Root => _up;

    public string Asset(string name, string version) => $"{_up}~/{name}?v={version}";

    public static string Query(string path, params ReadOnlySpan<(string Name, string? Value)> values)
    {
        var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        foreach (var (name, value) in values)
        {
            if (!string.IsNullOrEmpty(value))
            {
                path += $"{separator}{name}={Uri.EscapeDataString(value)}";
                separator = '&';
            }
        }

        return path;
    }
}
