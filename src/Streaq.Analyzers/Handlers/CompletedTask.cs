using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Streaq.Analyzers;

/// <summary>Recognizes a task that the code has awaited or checked before, so that reading its result does not block.</summary>
internal static class CompletedTask
{
    public static bool IsKnown(IOperation? task)
    {
        // No code can have awaited the task that a call has just returned.
        if (task is null || SymbolOf(task) is not { } symbol)
        {
            return false;
        }

        return Before(task).Any(operation => operation switch
        {
            IAwaitOperation { Operation: { } awaited } => IsWhenAll(awaited) || awaited.DescendantsAndSelf().Any(IsIt),
            IPropertyReferenceOperation { Property.Name: var name, Instance: { } instance } =>
                name.StartsWith("IsCompleted", StringComparison.Ordinal) && IsIt(instance),
            _ => false,
        });

        bool IsIt(IOperation operation) => SymbolEqualityComparer.Default.Equals(SymbolOf(operation), symbol);
    }

    /// <summary>Whether it awaits several tasks. Afterwards the code uses them by other names, such as the variable of a loop.</summary>
    private static bool IsWhenAll(IOperation awaited) =>
        awaited.DescendantsAndSelf().OfType<IInvocationOperation>()
            .Any(call => call.TargetMethod.Name is "WhenAll" or "WhenAny" or "WhenEach");

    /// <summary>Returns the operations before the task in the same function.</summary>
    private static IEnumerable<IOperation> Before(IOperation task)
    {
        var root = task;
        while (root.Parent is { } parent && root is not (IAnonymousFunctionOperation or ILocalFunctionOperation))
        {
            root = parent;
        }

        return root.Descendants().Where(operation => operation.Syntax.SpanStart < task.Syntax.SpanStart);
    }

    private static ISymbol? SymbolOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation field => field.Field,
        IPropertyReferenceOperation property => property.Property,
        IArrayElementReferenceOperation { ArrayReference: var array } => SymbolOf(array),
        IConversionOperation conversion => SymbolOf(conversion.Operand),
        _ => null,
    };
}
