using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Pages;

/// <summary>Renders a trace's id, with a link to the tracing backend if <c>TraceUrl</c> is set.</summary>
internal static class TraceLink
{
    public const string Placeholder = "{traceId}";

    public static Html For(Visit visit, string? traceId) => For(visit, traceId, traceId);

    /// <summary>Renders the first 8 digits, for lists, where 32 digits would be too long.</summary>
    public static Html Short(Visit visit, string? traceId) =>
        For(visit, traceId, traceId is { Length: > 8 } ? $"{traceId[..8]}…" : traceId);

    private static Html For(Visit visit, string? traceId, string? shown)
    {
        if (string.IsNullOrEmpty(traceId))
        {
            return Shown.None;
        }

        var text = Html.Of($"""<code title="{traceId}">{shown}</code>""");
        return visit.Board.Options.TraceUrl is { } url
            ? Html.Of($"""<a href="{Address(url, traceId)}" rel="noreferrer">{text}</a>""")
            : text;
    }

    private static string Address(string url, string traceId) =>
        url.Replace(Placeholder, Uri.EscapeDataString(traceId), StringComparison.Ordinal);
}
