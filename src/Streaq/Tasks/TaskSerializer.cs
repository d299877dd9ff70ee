using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Streaq.Tasks;

/// <summary>Serializes arguments and results to UTF-8 JSON, and deserializes them.</summary>
internal sealed class TaskSerializer
{
    /// <summary>The payload of <see cref="NoArgument"/>, for which no contract need be listed.</summary>
    private static readonly byte[] Null = "null"u8.ToArray();

    private readonly PayloadContracts _contracts;

    public TaskSerializer(JsonSerializerOptions? options, JsonSerializerContext? context)
    {
        var used = Complete(context?.Options ?? options);
        _contracts = new PayloadContracts(used);
    }

    /// <summary>Compresses, transforms and signs payloads; <see langword="null"/> when they are written as JSON alone.</summary>
    public PayloadCodec? Codec { get; init; }

    /// <summary>Checks a type before there is a value of it.</summary>
    /// <exception cref="PayloadLossException">JSON would leave out a part of every value.</exception>
    /// <exception cref="NotSupportedException">The type can't be serialized, or the context does not list it.</exception>
    public void ThrowIfLossy<T>(PayloadKind kind, string name)
    {
        if (typeof(T) != typeof(NoArgument) && _contracts.Of<T>().Loss is { } loss)
        {
            throw new PayloadLossException(kind, name, typeof(T), loss);
        }
    }

    /// <exception cref="PayloadTooLargeException">The payload is too large.</exception>
    /// <exception cref="PayloadLossException">JSON would leave out or change a part of the value.</exception>
    public ReadOnlyMemory<byte> Write<T>(T value, PayloadKind kind, string id, string name, IReadOnlyDictionary<string, string>? headers)
    {
        byte[] json;
        try
        {
            json = Serialize(value);
        }
        catch (LossFoundException e)
        {
            throw new PayloadLossException(kind, name, typeof(T), e.Loss);
        }

        return Codec is null ? json : Codec.Protect(json, Codec.Context(kind, id, name, headers));
    }

    /// <exception cref="JsonException">The bytes are not JSON of that type.</exception>
    /// <exception cref="PayloadRefusedException">The bytes are not what was written.</exception>
    public T? Read<T>(
        ReadOnlyMemory<byte> payload, PayloadKind kind, string id, string name, IReadOnlyDictionary<string, string>? headers) =>
        Deserialize<T>((Codec is null ? payload : Codec.Unprotect(payload, Codec.Context(kind, id, name, headers))).Span);

    /// <summary>Returns the argument of a delivered task.</summary>
    /// <exception cref="JsonException">The bytes are not JSON of that type.</exception>
    /// <exception cref="PayloadRefusedException">The bytes are not what was written.</exception>
    public T? ReadArgument<T>(TaskMessage message) => Deserialize<T>((Codec is null ? message.Body : Codec.OpenArgument(message)).Span);

    /// <summary>Checks an argument that no handler reads.</summary>
    /// <exception cref="PayloadRefusedException">The bytes are not what was written.</exception>
    public void Check(TaskMessage message) => Codec?.OpenArgument(message);

    /// <exception cref="NotSupportedException">The type can't be serialized, or the context does not list it.</exception>
    /// <exception cref="LossFoundException">JSON would leave out or change a part of the value.</exception>
    public byte[] Serialize<T>(T value) => typeof(T) == typeof(NoArgument) ? Null : _contracts.Of<T>().Serialize(value);

    /// <exception cref="JsonException">The bytes are not JSON of that type.</exception>
    public T? Deserialize<T>(ReadOnlySpan<byte> json)
    {
        if (typeof(T) == typeof(NoArgument))
        {
            return default;
        }

        try
        {
            return JsonSerializer.Deserialize(json, _contracts.Of<T>().Reading);
        }
        catch (JsonException e)
        {
#pragma warning disable MA0054 // The original exception's path and message repeat parts of the payload, such as a dictionary's keys.
            throw new JsonException($"The JSON is not a {typeof(T)}: line {e.LineNumber ?? 0}, byte {e.BytePositionInLine ?? 0}.");
#pragma warning restore MA0054
        }
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Only where the application keeps reflection for JSON.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "The same.")]
    private static JsonSerializerOptions Complete(JsonSerializerOptions? given)
    {
        if (JsonSerializer.IsReflectionEnabledByDefault)
        {
            var options = given ?? JsonSerializerOptions.Web;
            options.MakeReadOnly(populateMissingResolver: true);
            return options;
        }

        var listed = given ?? new JsonSerializerOptions(JsonSerializerDefaults.Web);
        if (!listed.IsReadOnly)
        {
            // Without a resolver, each type is refused by name when it is used.
            listed.TypeInfoResolver ??= JsonTypeInfoResolver.Combine();
        }

        listed.MakeReadOnly();
        return listed;
    }
}
