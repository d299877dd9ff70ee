using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Operations;

namespace Streaq.Analyzers;

/// <summary>
/// The function around an operation that runs in an attempt. It is a lambda that is mapped to a task, or any function that takes the
/// <c>TaskContext</c>: a middleware, or a method of a handler class.
/// </summary>
internal sealed class AttemptScope
{
    private AttemptScope(IMethodSymbol function, bool isDirect, string? token) => (Function, IsDirect, Token) = (function, isDirect, token);

    public IMethodSymbol Function { get; }

    /// <summary>Whether no other function is between the operation and this one.</summary>
    public bool IsDirect { get; }

    /// <summary>The expression for the attempt's token at the operation; <see langword="null"/> for none.</summary>
    public string? Token { get; }

    /// <param name="operation">The operation.</param>
    /// <param name="member">The member that contains the operation, from the analysis context.</param>
    /// <param name="symbols">The types to look for.</param>
    /// <returns>The function; <see langword="null"/> outside of attempts.</returns>
    public static AttemptScope? Around(IOperation operation, ISymbol member, KnownSymbols symbols)
    {
        var isDirect = true;
        var canReach = true;
        string? token = null;
        for (var at = operation.Parent; at is not null; at = at.Parent)
        {
            var function = (at as IAnonymousFunctionOperation)?.Symbol ?? (at as ILocalFunctionOperation)?.Symbol;
            if (function is null)
            {
                continue;
            }

            token ??= canReach ? TokenOf(function, operation, symbols) : null;
            if (TakesContext(function, symbols) || (at is IAnonymousFunctionOperation lambda && MappedHandler.Is(lambda, symbols)))
            {
                return new(function, isDirect, token);
            }

            isDirect = false;
            canReach &= !function.IsStatic;
        }

        return member is IMethodSymbol method && TakesContext(method, symbols)
            ? new(method, isDirect, token ?? (canReach ? TokenOf(method, operation, symbols) : null))
            : null;
    }

    private static bool TakesContext(IMethodSymbol function, KnownSymbols symbols) =>
        function.Parameters.Any(parameter => KnownSymbols.IsOrDerives(parameter.Type, symbols.Context));

    private static string? TokenOf(IMethodSymbol function, IOperation operation, KnownSymbols symbols)
    {
        var named = function.Parameters.Where(parameter => IsNamedAt(operation, parameter)).ToList();
        return named.Find(parameter => KnownSymbols.Is(parameter.Type, symbols.CancellationToken)) is { } token ? Written(token)
            : named.Find(parameter => KnownSymbols.IsOrDerives(parameter.Type, symbols.Context)) is { } context
                ? $"{Written(context)}.CancellationToken"
                : null;
    }

    /// <summary>Whether the name refers to the parameter at the operation, and not to a symbol of an inner function.</summary>
    private static bool IsNamedAt(IOperation operation, IParameterSymbol parameter) =>
        !parameter.IsDiscard && parameter.Name is not ("_" or "") && operation.SemanticModel is { } model
        && model.LookupSymbols(operation.Syntax.SpanStart, name: parameter.Name).Any(symbol =>
            SymbolEqualityComparer.Default.Equals(symbol, parameter));

    private static string Written(IParameterSymbol parameter) =>
        SyntaxFacts.GetKeywordKind(parameter.Name) is SyntaxKind.None ? parameter.Name : $"@{parameter.Name}";
}
