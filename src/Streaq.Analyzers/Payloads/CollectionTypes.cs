using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Streaq.Analyzers;

/// <summary>Recognizes types that JSON writes as a list or a dictionary, and the members that it leaves out.</summary>
internal static class CollectionTypes
{
    public static bool Is(INamedTypeSymbol type) =>
        type.SpecialType is not SpecialType.System_String
        && WithInterfaces(type).Any(contract =>
            contract.SpecialType is SpecialType.System_Collections_IEnumerable
            || (contract.Name is "IAsyncEnumerable" && contract.ContainingNamespace?.ToDisplayString() is "System.Collections.Generic"));

    /// <summary>Returns the type of the elements or values; <see langword="null"/> when that is not certain.</summary>
    public static ITypeSymbol? Element(INamedTypeSymbol type)
    {
        var contracts = WithInterfaces(type).Where(contract => contract.IsGenericType).ToList();
        var dictionary = contracts.Find(contract =>
            contract.Name is "IDictionary" or "IReadOnlyDictionary" && contract.TypeArguments.Length == 2);
        if (dictionary is not null)
        {
            return dictionary.TypeArguments[1];
        }

        var sequences = contracts.FindAll(contract =>
            contract.OriginalDefinition.SpecialType is SpecialType.System_Collections_Generic_IEnumerable_T);
        return sequences.Count == 1 ? sequences[0].TypeArguments[0] : null;
    }

    /// <summary>Finds a member besides the elements, which JSON leaves out.</summary>
    public static Loss? Of(INamedTypeSymbol type)
    {
        // The other members of the collections of .NET are no content: a capacity, a comparer.
        for (var at = type; at is not null && !FrameworkTypes.Is(at); at = at.BaseType)
        {
            if (at.GetMembers().FirstOrDefault(HoldsSomething) is { } own)
            {
                return new(
                    own.Name,
                    "belongs to a collection, of which JSON takes the elements alone: put the collection and this into a record, or "
                    + "mark it with [JsonIgnore] if it is not to travel");
            }
        }

        return null;
    }

    /// <summary>Whether a member has content. A member that any code may set has, but a count with a private setter has not.</summary>
    private static bool HoldsSomething(ISymbol member) =>
        !member.IsStatic && !JsonAttributes.IsIgnored(member) && member switch
        {
            IPropertySymbol property => !property.IsIndexer
                && property.GetMethod?.DeclaredAccessibility is Accessibility.Public
                && property.SetMethod?.DeclaredAccessibility is Accessibility.Public,
            IFieldSymbol field => field.DeclaredAccessibility is Accessibility.Public,
            _ => false,
        };

    private static ImmutableArray<INamedTypeSymbol> WithInterfaces(INamedTypeSymbol type) =>
        type.TypeKind is TypeKind.Interface ? type.AllInterfaces.Insert(0, type) : type.AllInterfaces;
}
