using Microsoft.CodeAnalysis;

namespace Streaq.Generators;

/// <summary>Checks whether generated code, which is in a file of its own, can name a type.</summary>
internal static class TypeObstacle
{
    /// <returns>Why it can't name the type, and how to change that; <see langword="null"/> when it can.</returns>
    public static string? Of(ITypeSymbol type, Compilation compilation) => type switch
    {
        IArrayTypeSymbol array => Of(array.ElementType, compilation),
        // Code that does not compile, or the missing argument of typeof(List<>).
        IErrorTypeSymbol => null,
        ITypeParameterSymbol parameter =>
            $"it depends on the type parameter '{parameter.Name}'; map the task where the type is known",
        IDynamicTypeSymbol => "it has a parameter or result of type dynamic; declare it as object",
        INamedTypeSymbol named => OfNamed(named, compilation),
        _ => $"its type '{type.ToDisplayString()}' can't be a type argument; use another one",
    };

    private static string? OfNamed(INamedTypeSymbol type, Compilation compilation)
    {
        if (type.IsAnonymousType)
        {
            return "it has an anonymous type; use a record";
        }

        if (type.IsRefLikeType)
        {
            return $"'{type.ToDisplayString()}' is a ref struct, which no service is; use another type";
        }

        if (IsFileLocal(type) || !compilation.IsSymbolAccessibleWithin(type.OriginalDefinition, compilation.Assembly))
        {
            return $"'{type.ToDisplayString()}' can't be named outside of where it is declared; make it internal or public";
        }

        if (IsError(type))
        {
            return $"'{type.ToDisplayString()}' is obsolete, and the compiler refuses code that names it; use another type";
        }

        if (!IsGlobal(type, compilation))
        {
            return $"'{type.ToDisplayString()}' comes from a reference that has an alias alone; give it the alias 'global' as well";
        }

        if (IsAmbiguous(type, compilation))
        {
            return $"several references have a type '{type.ToDisplayString()}'; give all but one an alias";
        }

        return Arguments(type).Select(argument => Of(argument, compilation)).FirstOrDefault(obstacle => obstacle is not null);
    }

    private static bool IsFileLocal(INamedTypeSymbol? type) => type is not null && (type.IsFileLocal || IsFileLocal(type.ContainingType));

    /// <summary>
    /// Whether the type is obsolete as an error. Only code that is obsolete itself may name it, which generated code is not.
    /// </summary>
    private static bool IsError(INamedTypeSymbol? type) =>
        type is not null && (type.GetAttributes().Any(IsObsoleteAsError) || IsError(type.ContainingType));

    private static bool IsObsoleteAsError(AttributeData attribute) =>
        attribute.AttributeClass?.ToDisplayString() is "System.ObsoleteAttribute"
        && attribute.ConstructorArguments.ElementAtOrDefault(1).Value is true;

    private static bool IsGlobal(INamedTypeSymbol type, Compilation compilation) =>
        compilation.GetMetadataReference(type.ContainingAssembly) is not { Properties.Aliases: { IsEmpty: false } aliases }
        || aliases.Any(alias => alias is "global");

    /// <summary>Whether several references have the type. A type of the application itself takes precedence.</summary>
    private static bool IsAmbiguous(INamedTypeSymbol type, Compilation compilation) =>
        type.ContainingType is { } outer ? IsAmbiguous(outer, compilation)
        : !SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly)
        && compilation.GetTypesByMetadataName($"{Space(type.ContainingNamespace)}{type.MetadataName}")
            .Count(same => compilation.IsSymbolAccessibleWithin(same, compilation.Assembly) && IsGlobal(same, compilation)) > 1;

    private static string Space(INamespaceSymbol space) => space.IsGlobalNamespace ? "" : $"{space.ToDisplayString()}.";

    private static IEnumerable<ITypeSymbol> Arguments(INamedTypeSymbol type) =>
        type.ContainingType is null ? type.TypeArguments : type.TypeArguments.Concat(Arguments(type.ContainingType));
}
