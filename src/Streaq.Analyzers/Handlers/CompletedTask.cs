using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Streaq.Analyzers;

/// <summary>Tells a task that the code has awaited or asked already: to take its result blocks nothing.</summary>
internal static class CompletedTask
{
    public static bool IsKnown(IOperation? task)
    {
        // What a call returns is a task that nothing has waited for.
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

    /// <summary>After <c>await Task.WhenAll(tasks)</c> its tasks go by other names, such as the variable of a loop.</summary>
    private static bool IsWhenAll(IOperation awaited) =>
        awaited.DescendantsAndSelf().OfType<IInvocationOperation>()
            .Any(call => call.TargetMethod.Name is "WhenAll" or "WhenAny" or "WhenEach");

    /// <summary>What stands in the same function before it.</summary>
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
