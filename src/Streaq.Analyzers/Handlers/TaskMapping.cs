using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Streaq.Analyzers;

/// <summary>
/// A call of <c>Map</c> or <c>Cron</c> that is a statement of a block, so that it runs whenever the other statements of the block run.
/// </summary>
internal sealed class TaskMapping
{
    private TaskMapping(string task, string key, Location location) => (Task, Key, Location) = (task, key, location);

    /// <summary>The task's name in the code.</summary>
    public string Task { get; }

    /// <summary>The key of block, queue and task. Two mappings with the same key map one task twice.</summary>
    public string Key { get; }

    public Location Location { get; }

    public static TaskMapping? From(IInvocationOperation call, KnownSymbols symbols)
    {
        if (!MappedHandler.IsMapping(call, symbols) || Queue(call.Instance, symbols) is not { } queue
            || TaskOf(call, symbols) is not { } task || Block(call) is not { } block)
        {
            return null;
        }

        var place = $"{block.SyntaxTree.FilePath}:{block.SpanStart}";
        return new(task.Shown, $"{place} {queue.ToDisplayString()} {task.Key}", call.Syntax.GetLocation());
    }

    private static (string Shown, string Key)? TaskOf(IInvocationOperation call, KnownSymbols symbols) =>
        TaskName.OfCron(call, symbols) is { } cron
            ? (cron.Name, $"\"{cron.Name}\"")
            : call.Arguments.FirstOrDefault(argument => argument.Parameter?.Name is "task")?.Value is { } value
            && Symbol(value) is { IsStatic: true } member
                ? (member.Name, member.ToDisplayString())
                : null;

    private static SyntaxNode? Block(IInvocationOperation call)
    {
        IOperation at = call;
        while (at.Parent is { } parent and not IBlockOperation)
        {
            if (parent is IConditionalOperation)
            {
                return null;
            }

            at = parent;
        }

        return at is IExpressionStatementOperation ? at.Parent?.Syntax : null;
    }

    /// <summary>Returns the variable of the builder, also through a chain of calls that return the builder.</summary>
    private static ISymbol? Queue(IOperation? instance, KnownSymbols symbols)
    {
        while (instance is IInvocationOperation call && KnownSymbols.Is(call.Type, symbols.Builder)
            && KnownSymbols.Is(call.TargetMethod.ContainingType, symbols.Builder))
        {
            instance = call.Instance;
        }

        return Symbol(instance);
    }

    private static ISymbol? Symbol(IOperation? operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation field => field.Field,
        IPropertyReferenceOperation property => property.Property,
        IConversionOperation conversion => Symbol(conversion.Operand),
        _ => null,
    };
}
