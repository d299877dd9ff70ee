using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Streaq.Tasks;

/// <summary>
/// Goes through a type and all that its members, elements and values are declared as, once, and looks for what JSON would leave out. A
/// type with a converter of its own is trusted.
/// </summary>
internal sealed class TypeWalk(JsonSerializerOptions options)
{
    /// <summary>Deeper than that JSON does not go either; a generic type may nest itself without end.</summary>
    private const int MaxDepth = 64;

    private readonly HashSet<Type> _seen = [];

    /// <summary>Whether some member may hold instances of types that no declaration tells of.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Whether instances of a type that derives from it would be written as it is.</summary>
    public static bool CanBeDerived(JsonTypeInfo info) =>
        info is { Kind: JsonTypeInfoKind.Object, PolymorphismOptions: null, Type: { IsSealed: false, IsValueType: false } };

    /// <returns>The first loss; <see langword="null"/> for none.</returns>
    public Loss? Find(Type type) => Visit(type, depth: 0);

    private Loss? Visit(Type? type, int depth)
    {
        if (type is null || depth > MaxDepth || ContractOf(type) is not { } info)
        {
            return null;
        }

        IsOpen |= info.Type == typeof(object) || (depth > 0 && CanBeDerived(info));
        return _seen.Add(info.Type) ? Look(info, depth) : null;
    }

    private Loss? Look(JsonTypeInfo info, int depth) => info.Kind switch
    {
        // An optional value, as Nullable is, has the contract of what it may hold.
        JsonTypeInfoKind.Object when info.ElementType is { } inner => Visit(inner, depth + 1),
        JsonTypeInfoKind.Object => ObjectLoss.Of(info, readBack: true) ?? VisitMembers(info, depth) ?? VisitDerived(info, depth),
        JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary =>
            CollectionLoss.Of(info) ?? Visit(info.ElementType, depth + 1)?.Within("[]"),
        _ => null,
    };

    private Loss? VisitMembers(JsonTypeInfo info, int depth)
    {
        foreach (var property in info.Properties)
        {
            if (property is { Get: not null, CustomConverter: null, IsExtensionData: false } && MemberLoss.IsRestored(property, info)
                && Visit(property.PropertyType, depth + 1) is { } loss)
            {
                return loss.Within(property.AttributeProvider is System.Reflection.MemberInfo member ? member.Name : property.Name);
            }
        }

        return null;
    }

    private Loss? VisitDerived(JsonTypeInfo info, int depth)
    {
        foreach (var derived in info.PolymorphismOptions?.DerivedTypes ?? [])
        {
            if (derived.DerivedType != info.Type && Visit(derived.DerivedType, depth + 1) is { } loss)
            {
                return loss;
            }
        }

        return null;
    }

    /// <returns><see langword="null"/> for a type that JSON itself refuses, which says why when it is written.</returns>
    private JsonTypeInfo? ContractOf(Type type)
    {
        try
        {
            return options.TryGetTypeInfo(type, out var info) ? info : null;
        }
        catch (Exception e) when (e is InvalidOperationException or NotSupportedException or ArgumentException)
        {
            return null;
        }
    }
}
