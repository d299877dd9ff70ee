using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Streaq.Tasks;

/// <summary>Arguments and results to and from UTF-8 JSON.</summary>
internal sealed class TaskSerializer
{
    private readonly JsonSerializerOptions _options;

    public TaskSerializer(JsonSerializerOptions? options, JsonSerializerContext? context)
    {
        _options = context?.Options ?? options ?? JsonSerializerOptions.Web;
        _options.MakeReadOnly(populateMissingResolver: context is null);
    }

    /// <summary>What happens to payloads beside serialization; <see langword="null"/>: nothing.</summary>
    public PayloadCodec? Codec { get; init; }

    /// <exception cref="PayloadTooLargeException">It is too large.</exception>
    public ReadOnlyMemory<byte> Write<T>(T value, PayloadKind kind, string id, string name, IReadOnlyDictionary<string, string>? headers)
    {
        var json = Serialize(value);
        return Codec is null ? json : Codec.Protect(json, Codec.Context(kind, id, name, headers));
    }

    /// <exception cref="JsonException">The bytes are not JSON of that type.</exception>
    /// <exception cref="PayloadRefusedException">The bytes are not what was written.</exception>
    public T? Read<T>(
        ReadOnlyMemory<byte> payload, PayloadKind kind, string id, string name, IReadOnlyDictionary<string, string>? headers) =>
        Deserialize<T>((Codec is null ? payload : Codec.Unprotect(payload, Codec.Context(kind, id, name, headers))).Span);

    /// <summary>The argument of a task that was delivered.</summary>
    /// <exception cref="JsonException">The bytes are not JSON of that type.</exception>
    /// <exception cref="PayloadRefusedException">The bytes are not what was written.</exception>
    public T? ReadArgument<T>(TaskMessage message) => Deserialize<T>((Codec is null ? message.Body : Codec.OpenArgument(message)).Span);

    /// <summary>Checks an argument that nobody reads.</summary>
    /// <exception cref="PayloadRefusedException">The bytes are not what was written.</exception>
    public void Check(TaskMessage message) => Codec?.OpenArgument(message);

    /// <exception cref="NotSupportedException">The type can't be serialized, or the context does not list it.</exception>
    public byte[] Serialize<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, TypeInfo<T>());

    /// <exception cref="JsonException">The bytes are not JSON of that type.</exception>
    public T? Deserialize<T>(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, TypeInfo<T>());
        }
        catch (JsonException e)
        {
#pragma warning disable MA0054 // Path and message, of an inner exception too, name what stood in the payload, such as a dictionary's keys.
            throw new JsonException($"The JSON is not a {typeof(T)}: line {e.LineNumber ?? 0}, byte {e.BytePositionInLine ?? 0}.");
#pragma warning restore MA0054
        }
    }

    private JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)_options.GetTypeInfo(typeof(T));
}
