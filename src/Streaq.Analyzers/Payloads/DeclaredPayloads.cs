using Microsoft.CodeAnalysis;

namespace Streaq.Analyzers;

/// <summary>The arguments and results of all tasks that fields and properties of a project define.</summary>
internal static class DeclaredPayloads
{
    /// <returns>Each type once, in the order of the names.</returns>
    public static IReadOnlyList<ITypeSymbol> In(Compilation compilation, KnownSymbols symbols)
    {
        var found = new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default);
        Visit(compilation.Assembly.GlobalNamespace, found, symbols);
        return [.. found.OrderBy(type => type.ToDisplayString(), StringComparer.Ordinal)];
    }

    private static void Visit(INamespaceOrTypeSymbol place, HashSet<ITypeSymbol> found, KnownSymbols symbols)
    {
        foreach (var member in place.GetMembers())
        {
            switch (member)
            {
                case INamespaceOrTypeSymbol inner:
                    Visit(inner, found, symbols);
                    break;
                case IFieldSymbol { IsImplicitlyDeclared: false, Type: INamedTypeSymbol type }:
                    Add(type, found, symbols);
                    break;
                case IPropertySymbol { Type: INamedTypeSymbol type }:
                    Add(type, found, symbols);
                    break;
            }
        }
    }

    private static void Add(INamedTypeSymbol definition, HashSet<ITypeSymbol> found, KnownSymbols symbols)
    {
        if (KnownSymbols.Is(definition, symbols.Definition) || KnownSymbols.Is(definition, symbols.DefinitionWithResult))
        {
            found.UnionWith(definition.TypeArguments
                .Where(type => !KnownSymbols.Is(type, symbols.NoArgument) && !RuntimeTypes.IsOpen(type))
                .Select(type => type.WithNullableAnnotation(NullableAnnotation.None)));
        }
    }
}
