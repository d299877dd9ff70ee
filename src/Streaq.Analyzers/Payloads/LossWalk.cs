using Microsoft.CodeAnalysis;

namespace Streaq.Analyzers;

/// <summary>
/// Finds what JSON would leave out of a type. Visits the types of its members and elements once each, as <c>Tasks/Losses</c> of Streaq does
/// with loaded types. In doubt it reports no loss.
/// </summary>
internal sealed class LossWalk(KnownSymbols symbols)
{
    /// <summary>The deepest nesting, which is also the limit of JSON. A generic type may nest itself without end.</summary>
    private const int MaxDepth = 64;

    private const string OrRecord = "pass what is needed of it in a record, or give it a JsonConverter";

    private readonly HashSet<ITypeSymbol> _seen = new(SymbolEqualityComparer.Default);

    /// <returns>The first loss; <see langword="null"/> for none.</returns>
    public static Loss? Find(ITypeSymbol type, KnownSymbols symbols) => new LossWalk(symbols).Visit(type, depth: 0);

    private Loss? Visit(ITypeSymbol type, int depth)
    {
        if (depth > MaxDepth)
        {
            return null;
        }

        if (type is IArrayTypeSymbol array)
        {
            return array.Rank == 1 ? Visit(array.ElementType, depth + 1)?.Within("[]") : null;
        }

        if (RuntimeTypes.IsNullable(type, out var inner))
        {
            return Visit(inner!, depth + 1);
        }

        // A type with its own converter is trusted.
        return type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Interface, IsRefLikeType: false } named
            && !JsonAttributes.Has(named, "JsonConverterAttribute") && _seen.Add(named)
                ? Look(named, depth)
                : null;
    }

    private Loss? Look(INamedTypeSymbol type, int depth)
    {
        if (type.IsTupleType || (type is { IsValueType: true, Name: "ValueTuple" } && FrameworkTypes.Is(type)))
        {
            return new(
                "", "is a value tuple, whose elements are fields, and JSON takes properties alone: use a record, or set IncludeFields");
        }

        if (IsException(type))
        {
            return new("", $"is an exception, of which next to nothing would arrive: {OrRecord}");
        }

        if (CollectionTypes.Is(type))
        {
            return CollectionTypes.Of(type)
                ?? (CollectionTypes.Element(type) is { } element ? Visit(element, depth + 1)?.Within("[]") : null);
        }

        if (FrameworkTypes.Is(type))
        {
            return FrameworkTypes.IsLossy(type)
                ? new("", $"is a {type.ToDisplayString()}, of which nothing but default values would arrive: {OrRecord}")
                : null;
        }

        var isPolymorphic = JsonAttributes.IsPolymorphic(type);
        return type.IsAbstract && !isPolymorphic
            ? new(
                "",
                $"is declared as {type.ToDisplayString()}, of which no instance can be made when it is read: mark that type with "
                + "[JsonPolymorphic] and a [JsonDerivedType] for each class, or declare the class itself")
            : new ObjectWalk(type, symbols).Find(member => Visit(member, depth + 1)) ?? (isPolymorphic ? VisitDerived(type, depth) : null);
    }

    private Loss? VisitDerived(INamedTypeSymbol type, int depth) =>
        type.GetAttributes().Where(attribute => attribute.AttributeClass?.Name is "JsonDerivedTypeAttribute")
            .Select(attribute => attribute.ConstructorArguments.FirstOrDefault().Value as INamedTypeSymbol)
            .Select(derived => derived is null ? null : Visit(derived, depth + 1))
            .FirstOrDefault(loss => loss is not null);

    private static bool IsException(INamedTypeSymbol type)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            if (at is { Name: "Exception", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } })
            {
                return true;
            }
        }

        return false;
    }
}
