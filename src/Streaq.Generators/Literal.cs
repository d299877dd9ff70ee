using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Streaq.Generators;

/// <summary>Writes values as C# literals.</summary>
internal static class Literal
{
    /// <summary>Returns the default value of a parameter.</summary>
    public static string Default(ITypeSymbol type, object? value) =>
        value is null ? $"default({TypeName(type)})" : $"({TypeName(KnownTypes.Optional(type) ?? type)})({Number(value)})";

    /// <returns>An expression of exactly that type; <see langword="null"/> for a value that can't be written.</returns>
    public static string? Object(TypedConstant constant) => constant switch
    {
        { Kind: TypedConstantKind.Type, Value: ITypeSymbol type } => $"typeof({TypeName(type)})",
        { Kind: TypedConstantKind.Primitive or TypedConstantKind.Enum, Value: { } value, Type: { } type } =>
            $"({TypeName(type)})({Number(value)})",
        _ => null,
    };

    public static string Text(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    public static string TypeName(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    private static string Number(object value) => value switch
    {
        string text => Text(text),
        char letter => SymbolDisplay.FormatLiteral(letter, quote: true),
        bool flag => flag ? "true" : "false",
        double.NaN => "double.NaN",
        double.PositiveInfinity => "double.PositiveInfinity",
        double.NegativeInfinity => "double.NegativeInfinity",
        float.NaN => "float.NaN",
        float.PositiveInfinity => "float.PositiveInfinity",
        float.NegativeInfinity => "float.NegativeInfinity",
        double number => number.ToString("R", CultureInfo.InvariantCulture) + "D",
        float number => number.ToString("R", CultureInfo.InvariantCulture) + "F",
        decimal number => number.ToString(CultureInfo.InvariantCulture) + "M",
        ulong number => number.ToString(CultureInfo.InvariantCulture) + "UL",
        long number => number.ToString(CultureInfo.InvariantCulture) + "L",
        IFormattable number => number.ToString(format: null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
