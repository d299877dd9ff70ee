using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Streaq.Dashboard.Pages;

/// <summary>Writes headers as a JSON object, so that <c>FormatPayload</c> gets them in the same form as arguments.</summary>
internal static class HeaderJson
{
    // The page encodes the text for HTML.
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Write(IReadOnlyDictionary<string, string> headers)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, Options))
        {
            json.WriteStartObject();
            foreach (var (name, value) in headers.OrderBy(header => header.Key, StringComparer.Ordinal))
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        return text.WrittenMemory;
    }
}
