using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Streaq.Tasks;

/// <summary>
/// Visits a type and the declared types of its members, elements and values, each once, and looks for what JSON would lose. It trusts a
/// type that has its own converter.
/// </summary>
internal sealed class TypeWalk(JsonSerializerOptions options)
{
    /// <summary>The depth at which JSON stops as well. A generic type may nest itself without end.</summary>
    private const int MaxDepth = 64;

    private readonly HashSet<Type> _seen = [];

    /// <summary>Whether a member may hold instances of other types than the declared ones.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Whether an instance of a derived type would be written as the declared type.</summary>
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
        // An optional value, such as Nullable, has the contract of the value inside.
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

    /// <returns>
    /// <see langword="null"/> for a type that JSON itself refuses. Its exception gives the reason when a value is written.
    /// </returns>
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
