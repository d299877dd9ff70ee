using System.Text.Json;
using System.Text.Json.Serialization;

namespace Streaq.Tool.Commands;

/// <summary>A task's argument as stored in Redis: JSON, or bytes when it is compressed, encrypted or signed.</summary>
internal sealed class ShownArgument
{
    public ShownArgument(ReadOnlyMemory<byte> body)
    {
        try
        {
            Json = body.IsEmpty ? null : JsonDocument.Parse(body).RootElement;
        }
        catch (JsonException)
        {
            // Only a process with the queue's options can read it.
        }

        Base64 = Json is null ? Convert.ToBase64String(body.Span) : null;
    }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Json { get; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Base64 { get; }

    /// <summary>The text for people.</summary>
    [JsonIgnore]
    public string Text => Json?.GetRawText() ?? Base64!;
}
