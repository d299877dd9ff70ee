using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Streaq.Storage;

namespace Streaq.Client;

/// <summary>What is deferred as JSON. Rows in a database have it: what a version writes, later ones read.</summary>
internal static class DeferredFormat
{
    /// <summary>What one task begins with, which most messages are.</summary>
    private static ReadOnlySpan<byte> OneTask => "{\"v\":1,"u8;

    public static byte[] Write(NewTask task, DateTimeOffset now) =>
        JsonSerializer.SerializeToUtf8Bytes(DeferredRecord.From(task, now), DeferredJson.Default.DeferredRecord);

    public static byte[] Write(DeferredContent content) =>
        JsonSerializer.SerializeToUtf8Bytes(content with { V = DeferredContent.Version }, DeferredJson.Default.DeferredContent);

    public static bool IsOneTask(ReadOnlyMemory<byte> message) => message.Span.StartsWith(OneTask);

    /// <exception cref="FormatException">It is no task.</exception>
    public static DeferredRecord Read(ReadOnlyMemory<byte> message) => Read(message, DeferredJson.Default.DeferredRecord).Checked();

    /// <exception cref="FormatException">It is nothing that was deferred, or something of a newer version.</exception>
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

/// <summary>Whatever the application's options of JSON say.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(DeferredRecord))]
[JsonSerializable(typeof(DeferredContent))]
internal sealed partial class DeferredJson : JsonSerializerContext;
