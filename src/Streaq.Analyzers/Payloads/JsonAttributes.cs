using Microsoft.CodeAnalysis;

namespace Streaq.Analyzers;

/// <summary>Reads the attributes of System.Text.Json that decide which members are written.</summary>
internal static class JsonAttributes
{
    public static bool Has(ISymbol symbol, string name) => Find(symbol, name) is not null;

    /// <summary>
    /// Whether the member is marked with <c>[JsonIgnore]</c> under some condition. The attribute of an overridden member counts as well.
    /// </summary>
    public static bool IsIgnored(ISymbol member)
    {
        for (var at = member; at is not null; at = (at as IPropertySymbol)?.OverriddenProperty)
        {
            if (Find(at, "JsonIgnoreAttribute") is { } attribute)
            {
                return Condition(attribute) is not Never;
            }
        }

        return false;
    }

    /// <summary>Whether the member is never written.</summary>
    public static bool IsIgnoredAlways(ISymbol member) =>
        Find(member, "JsonIgnoreAttribute") is { } attribute && Condition(attribute) is Always;

    public static bool IsPolymorphic(INamedTypeSymbol type) =>
        Has(type, "JsonPolymorphicAttribute") || Has(type, "JsonDerivedTypeAttribute");

    /// <summary>The numbers of <c>JsonIgnoreCondition</c>.</summary>
    private const int Never = 0;

    private const int Always = 1;

    private static int Condition(AttributeData attribute) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.Key is "Condition").Value.Value as int? ?? Always;

    private static AttributeData? Find(ISymbol symbol, string name) => symbol.GetAttributes().FirstOrDefault(attribute =>
        attribute.AttributeClass is { } type && Derives(type, name));

    private static bool Derives(INamedTypeSymbol type, string name)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            if (string.Equals(at.Name, name, StringComparison.Ordinal)
                && at.ContainingNamespace?.ToDisplayString() is "System.Text.Json.Serialization")
            {
                return true;
            }
        }

        return false;
    }
}
