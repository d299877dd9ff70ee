using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Streaq.Analyzers;

/// <summary>A task that <c>new TaskDefinition</c> defines.</summary>
internal sealed class DefinedTask
{
    private readonly IObjectCreationOperation _creation;

    private DefinedTask(IObjectCreationOperation creation, INamedTypeSymbol type) => (_creation, Type) = (creation, type);

    public INamedTypeSymbol Type { get; }

    /// <summary>The task's name, if it is a constant.</summary>
    public string? Name =>
        _creation.Arguments[0].Value.ConstantValue is { HasValue: true, Value: string name } ? name : null;

    /// <summary>The location of the name.</summary>
    public Location NameLocation => _creation.Arguments[0].Syntax.GetLocation();

    /// <returns>The task; <see langword="null"/> for the creation of another object.</returns>
    public static DefinedTask? From(IObjectCreationOperation creation, KnownSymbols symbols) =>
        creation.Type is INamedTypeSymbol type
        && (KnownSymbols.Is(type, symbols.Definition) || KnownSymbols.Is(type, symbols.DefinitionWithResult))
        && creation.Arguments.Length == 1
            ? new(creation, type)
            : null;

    /// <summary>
    /// The static field or property that the definition initializes; <see langword="null"/> for none. Shared definitions have one.
    /// </summary>
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

    /// <summary>Returns the location of the type of the argument (0) or of the result (1).</summary>
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
