using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Streaq.Analyzers;

/// <summary>A <c>new TaskDefinition</c>.</summary>
internal sealed class DefinedTask
{
    private readonly IObjectCreationOperation _creation;

    private DefinedTask(IObjectCreationOperation creation, INamedTypeSymbol type) => (_creation, Type) = (creation, type);

    public INamedTypeSymbol Type { get; }

    /// <summary>Its name, where that is a constant.</summary>
    public string? Name =>
        _creation.Arguments[0].Value.ConstantValue is { HasValue: true, Value: string name } ? name : null;

    /// <summary>Where the name stands.</summary>
    public Location NameLocation => _creation.Arguments[0].Syntax.GetLocation();

    /// <returns><see langword="null"/> for what creates something else.</returns>
    public static DefinedTask? From(IObjectCreationOperation creation, KnownSymbols symbols) =>
        creation.Type is INamedTypeSymbol type
        && (KnownSymbols.Is(type, symbols.Definition) || KnownSymbols.Is(type, symbols.DefinitionWithResult))
        && creation.Arguments.Length == 1
            ? new(creation, type)
            : null;

    /// <summary>Whether it is the value of a static field or property, as definitions that are shared are.</summary>
    public ISymbol? Member
    {
        get
        {
            IOperation at = _creation;
            while (at.Parent is IConversionOperation conversion)
            {
                at = conversion;
            }

            var member = at.Parent switch
            {
                IFieldInitializerOperation { InitializedFields.Length: 1 } declared => declared.InitializedFields[0],
                IPropertyInitializerOperation { InitializedProperties.Length: 1 } declared => declared.InitializedProperties[0],
                _ => (ISymbol?)null,
            };
            return member is { IsStatic: true } ? member : null;
        }
    }

    /// <summary>Where the type of the argument (0) or of the result (1) stands.</summary>
    public Location TypeLocation(int index)
    {
        var written = (_creation.Syntax as ObjectCreationExpressionSyntax)?.Type ?? (_creation.Syntax.Parent?.Parent switch
        {
            VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax variable } => variable.Type,
            PropertyDeclarationSyntax property => property.Type,
            _ => null,
        });
        var generic = written?.DescendantNodesAndSelf().OfType<GenericNameSyntax>()
            .FirstOrDefault(name => name.Identifier.Text is "TaskDefinition");
        return (generic?.TypeArgumentList.Arguments.ElementAtOrDefault(index) ?? _creation.Syntax).GetLocation();
    }
}
