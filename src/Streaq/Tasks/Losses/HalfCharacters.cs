using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Streaq.Tasks;

/// <summary>
/// Finds halves of surrogate pairs, which JSON silently replaces by U+FFFD. If the JSON has that escape, the value is serialized a second
/// time, by converters that check its strings; other values are not.
/// </summary>
internal sealed class HalfCharacters
{
    /// <summary>The member whose value is being written on this thread.</summary>
    [ThreadStatic]
    private static string? _place;

    public static string Place => _place ?? "";

    private readonly Lazy<JsonSerializerOptions> _searching;

    public HalfCharacters(JsonSerializerOptions options) => _searching = new(() => Extend(options));

    private static ReadOnlySpan<byte> Replacement => "\\uFFFD"u8;

    /// <exception cref="LossFoundException">A string has half of a surrogate pair.</exception>
    public void ThrowIfAny<T>(T value, ReadOnlySpan<byte> json)
    {
        if (json.IndexOf(Replacement) >= 0)
        {
            Search(value);
        }
    }

    private void Search<T>(T value)
    {
        _place = null;
        try
        {
            JsonSerializer.SerializeToUtf8Bytes(value, (JsonTypeInfo<T>)_searching.Value.GetTypeInfo(typeof(T)));
        }
#pragma warning disable CA1031 // A sequence that can be enumerated only once throws here, but the first pass has written it.
        catch (Exception e) when (e is not LossFoundException)
#pragma warning restore CA1031
        {
        }
    }

    private static JsonSerializerOptions Extend(JsonSerializerOptions options)
    {
        var searching = new JsonSerializerOptions(options) { TypeInfoResolver = options.TypeInfoResolver!.WithAddedModifier(Track) };
        // The application's own converter decides what it does with halves.
        if (!options.Converters.Any(converter => converter.CanConvert(typeof(string))))
        {
            searching.Converters.Add(new WholeTextConverter());
        }

        if (!options.Converters.Any(converter => converter.CanConvert(typeof(char))))
        {
            searching.Converters.Add(new WholeCharConverter());
        }

        searching.MakeReadOnly();
        return searching;
    }

    private static void Track(JsonTypeInfo info)
    {
        if (info.Kind is not JsonTypeInfoKind.Object || info.IsReadOnly)
        {
            return;
        }

        foreach (var property in info.Properties)
        {
            if (property.Get is { } get)
            {
                var place = $"{info.Type.Name}.{(property.AttributeProvider is MemberInfo member ? member.Name : property.Name)}";
                property.Get = instance =>
                {
                    _place = place;
                    return get(instance);
                };
            }
        }
    }
}
