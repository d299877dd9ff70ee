using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Streaq.Analyzers;

/// <summary>Distinguishes stored properties from computed ones, as the class with this name in Streaq does for compiled code.</summary>
internal static class StoredState
{
    /// <summary>
    /// Whether the property is stored: it has a setter, even a private one, or its getter only returns a field. A getter that does more
    /// counts as computed.
    /// </summary>
    public static bool IsStored(IPropertySymbol property) =>
        property.SetMethod is not null
        || (property.GetMethod is { IsStatic: false, IsAbstract: false } getter && (IsMarked(getter) || GivesBackAField(getter)));

    /// <summary>Whether instances have fields that could be lost. Only known for types with source code.</summary>
    public static bool HasFields(INamedTypeSymbol type)
    {
        var hasFields = false;
        for (var at = type; at is { SpecialType: not (SpecialType.System_Object or SpecialType.System_ValueType) }; at = at.BaseType)
        {
            if (at.DeclaringSyntaxReferences.IsEmpty)
            {
                return false;
            }

            hasFields |= at.GetMembers().OfType<IFieldSymbol>().Any(field => !field.IsStatic);
        }

        return hasFields;
    }

    /// <summary>Whether a getter in compiled code is that of an automatic property.</summary>
    private static bool IsMarked(IMethodSymbol getter) =>
        getter.GetAttributes().Any(attribute => attribute.AttributeClass?.Name is "CompilerGeneratedAttribute");

    private static bool GivesBackAField(IMethodSymbol getter) =>
        getter.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
        {
            AccessorDeclarationSyntax { Body: null, ExpressionBody: null } => true,
            AccessorDeclarationSyntax { ExpressionBody.Expression: { } expression } => IsField(expression, getter.ContainingType),
            AccessorDeclarationSyntax { Body.Statements: { Count: 1 } statements }
                when statements[0] is ReturnStatementSyntax { Expression: { } expression } => IsField(expression, getter.ContainingType),
            ArrowExpressionClauseSyntax { Expression: { } expression } => IsField(expression, getter.ContainingType),
            _ => false,
        };

    private static bool IsField(ExpressionSyntax expression, INamedTypeSymbol type) => expression switch
    {
        { RawKind: (int)SyntaxKind.FieldExpression } => true,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: IdentifierNameSyntax name } =>
            IsField(name.Identifier.ValueText, type),
        IdentifierNameSyntax name => IsField(name.Identifier.ValueText, type) || IsCaptured(name.Identifier.ValueText, type),
        _ => false,
    };

    private static bool IsField(string name, INamedTypeSymbol type) =>
        type.GetMembers(name).OfType<IFieldSymbol>().Any(field => field is { IsStatic: false, IsConst: false });

    /// <summary>Whether the name is a parameter of a primary constructor, which the compiler stores in a field.</summary>
    private static bool IsCaptured(string name, INamedTypeSymbol type) =>
        type.GetMembers(name).IsEmpty && type.InstanceConstructors.Any(constructor =>
            constructor.Parameters.Any(parameter => string.Equals(parameter.Name, name, StringComparison.Ordinal))
            && constructor.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is TypeDeclarationSyntax));
}
