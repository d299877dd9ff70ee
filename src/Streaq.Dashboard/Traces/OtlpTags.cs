using System.Text.Json;

namespace Streaq.Dashboard.Traces;

/// <summary>The attributes of a span or a resource in JSON.</summary>
internal static class OtlpTags
{
    private const int Most = 32;
    private const int LongestText = 200;

    public static Dictionary<string, string> Read(JsonElement of)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in of.Items("attributes"))
        {
            if (read.Count < Most && tag.Text("key") is { } key && tag.Object("value") is { } value && Text(value) is { } text)
            {
                read[Cut(key)] = Cut(text);
            }
        }

        return read;
    }

    public static string Cut(string text) => text.Length <= LongestText ? text : $"{text.AsSpan(0, LongestText - 1)}…";

    /// <returns>The value; <see langword="null"/> for an array, a map or bytes.</returns>
    private static string? Text(JsonElement value) =>
        value.Text("stringValue") ?? value.Text("intValue") ?? value.Text("doubleValue") ?? value.Text("boolValue");
}
