using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Streaq.Storage;

namespace Streaq.Client;

/// <summary>The JSON of deferred messages. It is in the rows of databases, so later versions must read what a version writes.</summary>
internal static class DeferredFormat
{
    /// <summary>The start of a message that is a single task, as most are.</summary>
    private static ReadOnlySpan<byte> OneTask => "{\"v\":1,"u8;

    public static byte[] Write(NewTask task, DateTimeOffset now) =>
        JsonSerializer.SerializeToUtf8Bytes(DeferredRecord.From(task, now), DeferredJson.Default.DeferredRecord);

    public static byte[] Write(DeferredContent content) =>
        JsonSerializer.SerializeToUtf8Bytes(content with { V = DeferredContent.Version }, DeferredJson.Default.DeferredContent);

    public static bool IsOneTask(ReadOnlyMemory<byte> message) => message.Span.StartsWith(OneTask);

    /// <exception cref="FormatException">The message is not a task.</exception>
    public static DeferredRecord Read(ReadOnlyMemory<byte> message) => Read(message, DeferredJson.Default.DeferredRecord).Checked();

    /// <exception cref="FormatException">The message is not a deferred one, or is of a newer version.</exception>
    public static DeferredContent ReadContent(ReadOnlyMemory<byte> message)
    {
        var content = Read(message, DeferredJson.Default.DeferredContent);
        return content.V == DeferredContent.Version
            ? content
            : throw new FormatException(
                $"A deferred message is of version {content.V}; this process reads up to version {DeferredContent.Version}: update it.");
    }

    private static T Read<T>(ReadOnlyMemory<byte> message, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(message.Span, type) ?? throw new JsonException();
        }
        catch (JsonException e)
        {
            throw new FormatException("A deferred message can't be read: it is not what IDeferredEnqueue has made.", e);
        }
    }
}

/// <summary>Its options are fixed: the application's JSON options do not apply.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(DeferredRecord))]
[JsonSerializable(typeof(DeferredContent))]
internal sealed partial class DeferredJson : JsonSerializerContext;
