using System.Text.Json;
using System.Text.Json.Serialization;
using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Client;

/// <summary>A new task as JSON. Rows in a database have it: what a version writes, later ones read.</summary>
internal static class DeferredFormat
{
    public static byte[] Write(NewTask task, DateTimeOffset now) =>
        JsonSerializer.SerializeToUtf8Bytes(DeferredRecord.From(task, now), DeferredJson.Default.DeferredRecord);

    /// <exception cref="FormatException">It is no such message, or one of a newer version.</exception>
    public static DeferredRecord Read(ReadOnlyMemory<byte> message)
    {
        DeferredRecord? task;
        try
        {
            task = JsonSerializer.Deserialize(message.Span, DeferredJson.Default.DeferredRecord);
        }
        catch (JsonException e)
        {
            throw new FormatException("A deferred message can't be read: it is not what IDeferredEnqueue has made.", e);
        }

        return task is { V: <= DeferredRecord.Version } && WireName.IsValid(task.Id) && WireName.IsValid(task.Task)
            ? task
            : throw new FormatException(
                $"A deferred message is of version {task?.V}, or names no task; this process reads up to version {DeferredRecord.Version}: "
                + "update it.");
    }
}

/// <summary>Whatever the application's options of JSON say.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(DeferredRecord))]
internal sealed partial class DeferredJson : JsonSerializerContext;
