using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Streaq.Analyzers;

/// <summary>Recognizes code that sets one of the two options for JSON.</summary>
internal static class JsonOption
{
    public static bool IsJson(IPropertyReferenceOperation property, KnownSymbols symbols) => Is(property, "Json", symbols);

    /// <returns>
    /// The value that <c>JsonContext</c> is set to; <see langword="null"/> for another property, for a read, and for the value null.
    /// </returns>
    public static IOperation? Context(IPropertyReferenceOperation property, KnownSymbols symbols) =>
        Is(property, "JsonContext", symbols) && Assigned(property) is { } value
        && value.ConstantValue is not { HasValue: true, Value: null }
            ? value
            : null;

    /// <summary>Whether the type is a derived class, whose attributes list its types.</summary>
    public static bool IsContext(INamedTypeSymbol type, KnownSymbols symbols) =>
        KnownSymbols.IsOrDerives(type, symbols.JsonContext) && !KnownSymbols.Is(type, symbols.JsonContext);

    private static bool Is(IPropertyReferenceOperation property, string name, KnownSymbols symbols) =>
        string.Equals(property.Property.Name, name, StringComparison.Ordinal)
        && KnownSymbols.Is(property.Property.ContainingType, symbols.Options);

    private static IOperation? Assigned(IPropertyReferenceOperation property)
    {
        var value = property.Parent switch
        {
            ISimpleAssignmentOperation assignment when assignment.Target == property => assignment.Value,
            ITupleOperation { Parent: IDeconstructionAssignmentOperation { Value: { } right } deconstruction } left
                when deconstruction.Target == left =>
                Unwrapped(right) is ITupleOperation tuple ? tuple.Elements.ElementAtOrDefault(left.Elements.IndexOf(property)) : right,
            _ => null,
        };
        return value is null ? null : Unwrapped(value);
    }

    private static IOperation Unwrapped(IOperation value)
    {
        while (value is IConversionOperation { OperatorMethod: null } conversion)
        {
            value = conversion.Operand;
        }

        return value;
    }
}
