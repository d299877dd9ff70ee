using Microsoft.CodeAnalysis;

namespace Streaq.Analyzers;

/// <summary>Checks what a handler returns, by the rules of the class with this name in Streaq.</summary>
internal static class HandlerResult
{
    /// <returns>Whether it fits; also <see langword="true"/> when only the running code can decide.</returns>
    public static bool Fits(IMethodSymbol method, ITypeSymbol? result, KnownSymbols symbols)
    {
        var returned = method.ReturnType;
        if (result is null)
        {
            return method.ReturnsVoid || KnownSymbols.IsOrDerives(returned, symbols.Task) || KnownSymbols.Is(returned, symbols.ValueTask)
                || returned is ITypeParameterSymbol;
        }

        if (RuntimeTypes.IsOpen(result) || RuntimeTypes.IsOpen(returned))
        {
            return !method.ReturnsVoid;
        }

        return AwaitedResult(returned, symbols) is { } awaited
            ? symbols.Types.AreSame(awaited, result)
            : !method.ReturnsVoid && !symbols.IsAwaitable(returned) && symbols.Types.MayBeAssignable(result, returned);
    }

    /// <returns>The type of the result; <see langword="null"/> for a type that is not awaited or has no result.</returns>
    private static ITypeSymbol? AwaitedResult(ITypeSymbol returned, KnownSymbols symbols)
    {
        if (returned is INamedTypeSymbol named && KnownSymbols.Is(named, symbols.ValueTaskWithResult))
        {
            return named.TypeArguments[0];
        }

        for (var at = returned as INamedTypeSymbol; at is not null; at = at.BaseType)
        {
            if (KnownSymbols.Is(at, symbols.TaskWithResult))
            {
                return at.TypeArguments[0];
            }
        }

        return null;
    }
}
