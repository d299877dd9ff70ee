using Microsoft.CodeAnalysis;

namespace Streaq.Analyzers;

/// <summary>The types that a <c>JsonSerializerContext</c> is generated for: those that it lists, and the types of their members.</summary>
internal sealed class ListedTypes
{
    private readonly HashSet<ITypeSymbol> _types = new(SymbolEqualityComparer.Default);

    /// <remarks>In doubt a type counts as listed, since a false report is worse than a missing one.</remarks>
    public ListedTypes(INamedTypeSymbol context)
    {
        foreach (var attribute in context.GetAttributes())
        {
            if (attribute.AttributeClass?.Name is "JsonSerializableAttribute"
                && attribute.ConstructorArguments.FirstOrDefault().Value is ITypeSymbol type)
            {
                Add(type);
            }
        }
    }

    public bool Contains(ITypeSymbol type) => _types.Contains(type);

    private void Add(ITypeSymbol type)
    {
        if (!_types.Add(type))
        {
            return;
        }

        if (type is IArrayTypeSymbol array)
        {
            Add(array.ElementType);
        }
        else if (type is INamedTypeSymbol named)
        {
            foreach (var part in Parts(named))
            {
                Add(part);
            }
        }
    }

    private static IEnumerable<ITypeSymbol> Parts(INamedTypeSymbol type)
    {
        var parts = type.TypeArguments.AsEnumerable();
        if (CollectionTypes.Is(type))
        {
            return parts.Concat(type.AllInterfaces.SelectMany(contract => contract.TypeArguments));
        }

        var derived = type.GetAttributes().Where(attribute => attribute.AttributeClass?.Name is "JsonDerivedTypeAttribute")
            .Select(attribute => attribute.ConstructorArguments.FirstOrDefault().Value).OfType<ITypeSymbol>();
        return FrameworkTypes.Is(type) ? parts : parts.Concat(derived).Concat(Members(type));
    }

    private static IEnumerable<ITypeSymbol> Members(INamedTypeSymbol type)
    {
        for (var at = type; at is { SpecialType: SpecialType.None }; at = at.BaseType)
        {
            foreach (var member in at.GetMembers().Where(member => !member.IsStatic))
            {
                if (member is IPropertySymbol property)
                {
                    yield return property.Type;
                }
                else if (member is IFieldSymbol { IsImplicitlyDeclared: false } field)
                {
                    yield return field.Type;
                }
            }
        }

        foreach (var parameter in type.InstanceConstructors.SelectMany(constructor => constructor.Parameters))
        {
            yield return parameter.Type;
        }
    }
}
