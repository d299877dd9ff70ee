using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Streaq.Tasks;

/// <summary>The contracts of payload types for one serializer. Each type is checked once.</summary>
internal sealed class PayloadContracts(JsonSerializerOptions options)
{
    private readonly ConcurrentDictionary<Type, object> _known = new();

    public JsonSerializerOptions Options => options;

    public RuntimeTypes RuntimeTypes { get; } = new(options);

    public HalfCharacters HalfCharacters { get; } = new(options);

    /// <exception cref="NotSupportedException">The type can't be serialized, or the context does not list it.</exception>
    public PayloadContract<T> Of<T>()
    {
        var known = _known.TryGetValue(typeof(T), out var found) ? found : _known.GetOrAdd(typeof(T), new PayloadContract<T>(this));
        return (PayloadContract<T>)known;
    }
}

/// <summary>The JSON contract of a type, and what JSON would lose of its values.</summary>
internal sealed class PayloadContract<T>
{
    private readonly PayloadContracts _all;
    private readonly bool _canBeDerived;
    private readonly bool _isOpen;
    private JsonTypeInfo<T>? _writing;

    public PayloadContract(PayloadContracts all)
    {
        _all = all;
        Reading = ContractIn(all.Options);
        var walk = new TypeWalk(all.Options);
        Loss = walk.Find(typeof(T));
        _canBeDerived = TypeWalk.CanBeDerived(Reading);
        _isOpen = walk.IsOpen;
    }

    public JsonTypeInfo<T> Reading { get; }

    /// <summary>The loss that every value has; <see langword="null"/> for none.</summary>
    public Loss? Loss { get; }

    /// <exception cref="LossFoundException">JSON would lose a part of the value.</exception>
    public byte[] Serialize(T value)
    {
        if (Loss is not null)
        {
            throw new LossFoundException(Loss);
        }

        if (_canBeDerived && value is not null)
        {
            _all.RuntimeTypes.Check(typeof(T), value.GetType());
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(value, _writing ??= Writing());
        _all.HalfCharacters.ThrowIfAny(value, json);
        return json;
    }

    /// <summary>
    /// Returns the contract of the type. <see cref="GroupProgress"/> is Streaq's own type, so the application need not list it.
    /// </summary>
    private static JsonTypeInfo<T> ContractIn(JsonSerializerOptions options) =>
        options.TryGetTypeInfo(typeof(T), out var contract) ? (JsonTypeInfo<T>)contract
        : typeof(T) == typeof(GroupProgress) ? (JsonTypeInfo<T>)(object)GroupJson.Default.GroupProgress
        : throw new NotSupportedException($"JSON can't read or write {typeof(T)}: {WayOut(options)}");

    private static string WayOut(JsonSerializerOptions options) => options.TypeInfoResolver is JsonSerializerContext context
        ? $"{context.GetType()}, which JsonContext is set to, does not list it. Add [JsonSerializable] for it."
        : (JsonSerializer.IsReflectionEnabledByDefault
            ? ""
            : "it does so without reflection in this program, as in every one for native AOT, also in one of 'dotnet run file.cs'. ")
        + "List it in a JsonSerializerContext, and set StreaqOptions.JsonContext to that.";

    /// <summary>
    /// Watches only types whose instances may differ from their declaration: watching disables the fast path of a generated context.
    /// </summary>
    private JsonTypeInfo<T> Writing() => _isOpen ? (JsonTypeInfo<T>)_all.RuntimeTypes.Watching.GetTypeInfo(typeof(T)) : Reading;
}
