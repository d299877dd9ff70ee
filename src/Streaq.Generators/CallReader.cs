using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Streaq.Generators;

/// <summary>Finds the calls of <c>Map</c> and <c>Cron</c> that have a delegate.</summary>
internal static class CallReader
{
    private const string Map = "Map";
    private const string Cron = "Cron";

    /// <summary>Checks the syntax only, since it is called for every node at every key press.</summary>
    public static bool MayBeOne(SyntaxNode node) =>
        node is InvocationExpressionSyntax { ArgumentList.Arguments.Count: 2 or 3 } call
        && NameOf(call) is { Identifier.ValueText: Map or Cron };

    /// <returns>
    /// The call; <see langword="null"/> for another call, and for a wrong one, which the start of the application refuses.
    /// </returns>
    public static MappedCall? Read(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        if (node is not InvocationExpressionSyntax syntax
            || model.GetOperation(syntax, cancellationToken) is not IInvocationOperation call
            || call.TargetMethod is not { ContainingType: { } type } method
            || type.ToDisplayString() is not KnownTypes.Builder
            || KnownTypes.In(model.Compilation, type.ContainingAssembly) is not { } known
            || TaskOf(method, known) is not var (argument, result))
        {
            return null;
        }

        var reader = new HandlerReader(known, argument, result);
        var handler = call.Arguments.FirstOrDefault(given => given.Parameter?.Ordinal == method.Parameters.Length - 1);
        if (handler is null || reader.Read(handler.Value) is not { } read)
        {
            return reader.Obstacle is null ? null : new(null, reader.Obstacle);
        }

        if (model.GetInterceptableLocation(syntax, cancellationToken) is not { } place)
        {
            return new(null, "the compiler can't replace a call of this form; write it as streaq.Map(…)");
        }

        var shape = new CallShape(
            method.Name is Cron ? null : Literal.TypeName(argument), result is null ? null : Literal.TypeName(result), read);
        return new(new(shape, place.GetInterceptsLocationAttributeSyntax(), place.GetDisplayLocation()), null);
    }

    private static (ITypeSymbol Argument, ITypeSymbol? Result)? TaskOf(IMethodSymbol method, KnownTypes known) =>
        method.Parameters.LastOrDefault()?.Type.SpecialType is not SpecialType.System_Delegate ? null
        : (method.Name, method.TypeArguments.Length, method.Parameters.Length) switch
        {
            (Map, 2, 2) => (method.TypeArguments[0], method.TypeArguments[1]),
            (Map, 1, 2) => (method.TypeArguments[0], null),
            (Cron, 0, 3) => (known.NoArgument, null),
            _ => null,
        };

    /// <summary>Returns the name of the called method.</summary>
    public static SimpleNameSyntax? NameOf(SyntaxNode call) => (call as InvocationExpressionSyntax)?.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name,
        MemberBindingExpressionSyntax binding => binding.Name,
        _ => null,
    };
}
