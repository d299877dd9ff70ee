using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;

namespace Streaq.Analyzers;

/// <summary>Decides whether a void function can become asynchronous and return a Task without breaking other code.</summary>
internal static class ReturnContract
{
    public static async Task<bool> IsFreeAsync(IMethodSymbol function, Solution solution, CancellationToken cancellationToken) =>
        IsFree(function) && !await IsGivenToADelegateAsync(function, solution, cancellationToken).ConfigureAwait(false);

    /// <summary>Whether no interface, base class or other part sets the return type, and an async method may have its parameters.</summary>
    private static bool IsFree(IMethodSymbol function) =>
        function is
        {
            ReturnsVoid: true, IsOverride: false, IsVirtual: false, IsAbstract: false, IsExtern: false,
            IsPartialDefinition: false, PartialDefinitionPart: null, ExplicitInterfaceImplementations.IsEmpty: true,
        }
        && function.Parameters.All(parameter => parameter.RefKind is RefKind.None && !parameter.Type.IsRefLikeType
            && parameter.Type.TypeKind is not (TypeKind.Pointer or TypeKind.FunctionPointer))
        && (function.MethodKind is MethodKind.LocalFunction || !function.ContainingType.AllInterfaces
            .SelectMany(contract => contract.GetMembers()).Select(function.ContainingType.FindImplementationForInterfaceMember)
            .Any(member => SymbolEqualityComparer.Default.Equals(member, function)));

    private static async Task<bool> IsGivenToADelegateAsync(
        IMethodSymbol function, Solution solution, CancellationToken cancellationToken)
    {
        foreach (var reference in await SymbolFinder.FindReferencesAsync(function, solution, cancellationToken).ConfigureAwait(false))
        {
            foreach (var place in reference.Locations)
            {
                var root = await place.Document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
                var model = await place.Document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
                if (root?.FindNode(place.Location.SourceSpan, getInnermostNodeForTie: true) is { } name && model is not null
                    && IsGivenToADelegate(name, model, cancellationToken))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>
    /// Whether the function is converted to a specific delegate type. The plain <c>Delegate</c> of <c>Map</c> accepts both return types.
    /// </summary>
    private static bool IsGivenToADelegate(SyntaxNode name, SemanticModel model, CancellationToken cancellationToken)
    {
        var whole = name;
        while (whole.Parent is MemberAccessExpressionSyntax access && access.Name == whole)
        {
            whole = access;
        }

        return whole is ExpressionSyntax && whole.FirstAncestorOrSelf<CrefSyntax>() is null
            && !(whole.Parent is InvocationExpressionSyntax call && call.Expression == whole)
            && !(whole.Parent is MemberBindingExpressionSyntax { Parent: InvocationExpressionSyntax })
            && !IsName(whole)
            && model.GetTypeInfo(whole, cancellationToken).ConvertedType is not { SpecialType: SpecialType.System_Delegate };
    }

    private static bool IsName(SyntaxNode expression) =>
        expression.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: IdentifierNameSyntax called } }
        && called.Identifier.IsKind(SyntaxKind.IdentifierToken) && called.Identifier.ValueText is "nameof";
}
