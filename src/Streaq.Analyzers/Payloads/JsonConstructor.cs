using Microsoft.CodeAnalysis;

namespace Streaq.Analyzers;

/// <summary>The constructor that JSON calls.</summary>
internal sealed class JsonConstructor
{
    private readonly IMethodSymbol? _constructor;

    private JsonConstructor(IMethodSymbol? constructor, bool isThere) => (_constructor, IsThere) = (constructor, isThere);

    public bool IsThere { get; }

    /// <summary>
    /// Chooses the marked constructor, the default one of a structure, a public one without parameters, or the only public one.
    /// </summary>
    public static JsonConstructor Of(INamedTypeSymbol type)
    {
        // Without the copy constructor of a record.
        var all = type.InstanceConstructors
            .Where(constructor => !constructor.IsImplicitlyDeclared || constructor.Parameters.Length == 0).ToList();
        if (all.Find(constructor => JsonAttributes.Has(constructor, "JsonConstructorAttribute")) is { } marked)
        {
            return new(marked, isThere: true);
        }

        if (type.IsValueType)
        {
            return new(null, isThere: true);
        }

        var open = all.FindAll(constructor => constructor.DeclaredAccessibility is Accessibility.Public);
        var chosen = open.Find(constructor => constructor.Parameters.Length == 0) ?? (open.Count == 1 ? open[0] : null);
        return new(chosen, chosen is not null);
    }

    /// <summary>Whether the constructor has a parameter for a member.</summary>
    public bool Takes(string member, ITypeSymbol type, KnownSymbols symbols) =>
        _constructor is not null && _constructor.Parameters.Any(parameter =>
            string.Equals(parameter.Name, member, StringComparison.OrdinalIgnoreCase) && symbols.Types.AreSame(parameter.Type, type));
}
