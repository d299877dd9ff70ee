using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace Streaq.Analyzers;

/// <summary>The delegate that a call of <c>Map</c> or <c>Cron</c> maps to a task, if the call shows its method.</summary>
internal sealed class MappedHandler
{
    private MappedHandler(IOperation function, IMethodSymbol method, ITypeSymbol? argument, ITypeSymbol? result) =>
        (Function, Method, Argument, Result) = (function, method, argument, result);

    /// <summary>The lambda, or the reference to a method.</summary>
    public IOperation Function { get; }

    public IMethodSymbol Method { get; }

    /// <summary>The type of the task's argument; <see langword="null"/> for a task of <c>Cron</c>, which has none.</summary>
    public ITypeSymbol? Argument { get; }

    /// <summary>The type of the task's result; <see langword="null"/> for a task without a result.</summary>
    public ITypeSymbol? Result { get; }

    /// <returns>The handler; <see langword="null"/> for another call, and for a delegate from a variable or a call.</returns>
    public static MappedHandler? From(IInvocationOperation call, KnownSymbols symbols)
    {
        if (!IsMapping(call, symbols)
            || call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name is "handler")?.Value is not { } value)
        {
            return null;
        }

        var types = call.TargetMethod.TypeArguments;
        return Unwrap(value) switch
        {
            IAnonymousFunctionOperation lambda => new(lambda, lambda.Symbol, types.ElementAtOrDefault(0), types.ElementAtOrDefault(1)),
            // A delegate of an extension method has bound the method's first parameter.
            IMethodReferenceOperation { Method: { ReducedFrom: null } method } reference
                when !method.IsExtensionMethod || reference.Instance is null =>
                new(reference, method, types.ElementAtOrDefault(0), types.ElementAtOrDefault(1)),
            _ => null,
        };
    }

    /// <summary>Whether a call maps a delegate or a handler class to a task.</summary>
    public static bool IsMapping(IInvocationOperation call, KnownSymbols symbols) =>
        call.TargetMethod is { Name: "Map" or "Cron" } method && KnownSymbols.Is(method.ContainingType, symbols.Builder);

    /// <summary>Whether a lambda is such a handler.</summary>
    public static bool Is(IAnonymousFunctionOperation lambda, KnownSymbols symbols)
    {
        var at = lambda.Parent;
        while (at is IConversionOperation or IDelegateCreationOperation)
        {
            at = at.Parent;
        }

        return at is IArgumentOperation { Parent: IInvocationOperation call } && IsMapping(call, symbols);
    }

    /// <summary>Returns the location of a parameter of a lambda; for a method, the location of its name.</summary>
    public Location LocationOf(IParameterSymbol parameter) =>
        Function is IAnonymousFunctionOperation
        && parameter.Locations.FirstOrDefault(location => location.SourceTree == Function.Syntax.SyntaxTree) is { } location
            ? location
            : Location;

    /// <summary>The location of the method's name, or of a lambda up to its arrow.</summary>
    public Location Location => Function.Syntax is LambdaExpressionSyntax lambda
        ? Location.Create(lambda.SyntaxTree, TextSpan.FromBounds(lambda.SpanStart, lambda.ArrowToken.Span.End))
        : Function.Syntax.GetLocation();

    private static IOperation Unwrap(IOperation value)
    {
        while (true)
        {
            switch (value)
            {
                case IConversionOperation { OperatorMethod: null } conversion:
                    value = conversion.Operand;
                    break;
                case IDelegateCreationOperation creation:
                    value = creation.Target;
                    break;
                default:
                    return value;
            }
        }
    }
}
