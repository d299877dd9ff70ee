using System.Text.Json;

namespace Streaq.Dashboard.Traces;

/// <summary>Reads JSON of any shape. A property of another type counts as missing.</summary>
internal static class JsonLooks
{
    public static JsonElement? Object(this JsonElement element, string name) =>
        Find(element, name) is { ValueKind: JsonValueKind.Object } found ? found : null;

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        Find(element, name) is { ValueKind: JsonValueKind.Array } found ? found.EnumerateArray() : [];

    /// <summary>Returns a string, or the JSON text of a number or a Boolean.</summary>
    public static string? Text(this JsonElement element, string name) => Find(element, name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } other => other.GetRawText(),
        _ => null,
    };

    private static JsonElement? Find(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var found) ? found : null;
}
