using System.Globalization;
using System.Reflection;

namespace Streaq.Tests.Architecture;

/// <summary>Types and constants as C# writes them.</summary>
internal static class CSharpName
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(double)] = "double",
    };

    public static string Of(Type type, NullabilityInfo? nullability = null)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return $"{Of(value)}?";
        }

        var mark = !type.IsValueType && !type.IsGenericParameter && (nullability?.ReadState ?? nullability?.WriteState) is NullabilityState.Nullable ? "?" : "";
        if (type.IsGenericParameter)
        {
            // A type parameter may be null by its argument alone; only a '?' in the source makes it differ from that.
            return type.Name;
        }

        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!, nullability?.ElementType)}[]{mark}";
        }

        if (Keywords.TryGetValue(type, out var keyword))
        {
            return keyword + mark;
        }

        var name = type.IsNested ? $"{Of(type.DeclaringType!)}.{type.Name}" : IsPlain(type.Namespace) ? type.Name : $"{type.Namespace}.{type.Name}";
        if (!type.IsGenericType)
        {
            return name + mark;
        }

        var arguments = type.GetGenericArguments();
        var shown = arguments.Select((argument, i) => Of(argument, nullability?.GenericTypeArguments.ElementAtOrDefault(i)));
        return $"{name[..name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", shown)}>{mark}";
    }

    public static string Literal(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>Namespaces that every reader has at hand.</summary>
    private static bool IsPlain(string? @namespace) =>
        @namespace is "System" or "System.Collections.Generic" or "System.Threading" or "System.Threading.Tasks" or "System.Diagnostics";
}
