using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Streaq.Analyzers;

/// <summary>Finds where retry and snooze exceptions come from, and what a catch clause does with them.</summary>
internal static class ExceptionUse
{
    /// <summary>
    /// Returns the types of the exceptions that a block may throw. An awaited call of the rest of the attempt may throw a retry or a
    /// snooze.
    /// </summary>
    public static IReadOnlyCollection<ITypeSymbol> ThrownIn(IOperation block, KnownSymbols symbols)
    {
        var thrown = new HashSet<ITypeSymbol>(SymbolEqualityComparer.Default);
        foreach (var operation in Reached(block))
        {
            if (operation is IInvocationOperation { TargetMethod: { MethodKind: MethodKind.DelegateInvoke } target }
                && KnownSymbols.Is(target.ContainingType, symbols.Delegate) && IsAwaited(operation, block))
            {
                thrown.UnionWith(new[] { symbols.RetryException, symbols.SnoozeException }.OfType<ITypeSymbol>());
            }
            else if (operation is IThrowOperation { Exception: { } exception } && Unwrapped(exception).Type is { } type)
            {
                thrown.Add(type);
            }
        }

        return thrown;
    }

    /// <summary>
    /// Whether the clause may let such an exception through. It may if its filter reads the exception, or if its block throws or keeps the
    /// exception for later.
    /// </summary>
    public static bool LetsGo(ICatchClauseOperation clause)
    {
        var caught = clause.ExceptionDeclarationOrExpression is IVariableDeclaratorOperation { Symbol: { } symbol } ? symbol : null;
        return (clause.Filter is { } filter && filter.DescendantsAndSelf().Any(operation => IsCaught(operation, caught)))
            || Reached(clause.Handler, intoTries: true).Any(operation => operation is IThrowOperation || Keeps(operation, caught));
    }

    private static bool Keeps(IOperation operation, ISymbol? caught) => operation switch
    {
        IAssignmentOperation { Value: { } value } => Holds(value, caught),
        IVariableInitializerOperation { Value: { } value } => Holds(value, caught),
        IReturnOperation { ReturnedValue: { } value } => value.DescendantsAndSelf().Any(part => IsCaught(part, caught)),
        IInvocationOperation { TargetMethod: { } method } call =>
            (IsOfTasks(method) || IsOfCollections(method)
                || method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name is "DoesNotReturnAttribute"))
            && call.Arguments.Any(argument => Holds(argument.Value, caught)),
        _ => false,
    };

    /// <summary>Whether a value is the exception, or an object or a list that contains it.</summary>
    private static bool Holds(IOperation value, ISymbol? caught) => Unwrapped(value) switch
    {
        IObjectCreationOperation made => made.Arguments.Any(argument => Holds(argument.Value, caught)),
        IArrayCreationOperation { Initializer: { } list } => list.ElementValues.Any(element => Holds(element, caught)),
        ICollectionExpressionOperation list => list.Elements.Any(element => Holds(element, caught)),
        ITupleOperation tuple => tuple.Elements.Any(element => Holds(element, caught)),
        var other => IsCaught(other, caught),
    };

    /// <summary>Whether a method adds to a list, a queue, a bag or a channel.</summary>
    private static bool IsOfCollections(IMethodSymbol method) =>
        method.Name is "Add" or "TryAdd" or "Enqueue" or "Push" or "Insert" or "TryWrite" or "WriteAsync"
        && method.ContainingNamespace?.ToDisplayString() is { } space
        && (space.StartsWith("System.Collections", StringComparison.Ordinal) || space is "System.Threading.Channels");

    private static bool IsOfTasks(IMethodSymbol method) => method.ContainingType?.Name is
        "Task" or "ValueTask" or "TaskCompletionSource" or "ExceptionDispatchInfo";

    private static bool IsCaught(IOperation operation, ISymbol? caught) =>
        caught is not null && operation is ILocalReferenceOperation { Local: { } local }
        && SymbolEqualityComparer.Default.Equals(local, caught);

    private static IOperation Unwrapped(IOperation value)
    {
        while (value is IConversionOperation conversion)
        {
            value = conversion.Operand;
        }

        return value;
    }

    private static bool IsAwaited(IOperation operation, IOperation block)
    {
        for (var at = operation.Parent; at is not null && at != block; at = at.Parent)
        {
            if (at is IAwaitOperation)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Returns the operations of a block without those of inner functions and those whose exceptions another try catches.
    /// </summary>
    private static IEnumerable<IOperation> Reached(IOperation block, bool intoTries = false)
    {
        foreach (var child in block.ChildOperations)
        {
            if (child is IAnonymousFunctionOperation or ILocalFunctionOperation
                || (!intoTries && block is ITryOperation { Catches.Length: > 0 } inner && child == inner.Body))
            {
                continue;
            }

            yield return child;
            foreach (var below in Reached(child, intoTries))
            {
                yield return below;
            }
        }
    }
}
