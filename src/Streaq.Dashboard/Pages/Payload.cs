using System.Text;
using System.Text.Json;
using Streaq.Dashboard.Layout;
using Streaq.Dashboard.Markup;

namespace Streaq.Dashboard.Pages;

/// <summary>Shows an argument, a result or headers, as far as the options allow.</summary>
internal static class Payload
{
    private const int MostShown = 20_000;

    public static Html For(Visit visit, string? taskName, ReadOnlyMemory<byte> body)
    {
        var options = visit.Board.Options;
        if (!options.ShowPayloads)
        {
            return Html.Of($"<p class=\"none\">Hidden: the application does not set <code>ShowPayloads</code>.</p>");
        }

        if (Json(body) is not { } json)
        {
            return Html.Of($"<p class=\"none\">{Shown.Count(body.Length)} bytes that are signed, compressed or encrypted.</p>");
        }

        return Format(options, taskName ?? "", json) is { } text
            ? Html.Of($"<pre tabindex=\"0\"><bdi>{Cut(text)}</bdi></pre>")
            : Html.Of($"<p class=\"none\">Hidden by the application.</p>");
    }

    private static string? Json(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var parsed = JsonDocument.Parse(body);
            return Encoding.UTF8.GetString(body.Span);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Format(StreaqDashboardOptions options, string taskName, string json)
    {
        if (options.FormatPayload is not { } format)
        {
            return json;
        }

        try
        {
            return format(taskName, json);
        }
#pragma warning disable CA1031 // User code that removes secrets: when it fails, nothing is shown.
        catch (Exception)
#pragma warning restore CA1031
        {
            return null;
        }
    }

    private static string Cut(string text)
    {
        if (text.Length <= MostShown)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[MostShown - 1]) ? MostShown - 1 : MostShown;
        return $"{text[..end]}… ({Shown.Count(text.Length)} characters)";
    }
}
