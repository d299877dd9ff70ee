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

    /// <exception cref="NotSupportedException">The type can't be serialized, or the context does not list it.</exception>
    public byte[] Serialize<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, TypeInfo<T>());

    /// <exception cref="JsonException">The bytes are not JSON of that type.</exception>
    public T? Deserialize<T>(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, TypeInfo<T>());

    private JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)_options.GetTypeInfo(typeof(T));
}
