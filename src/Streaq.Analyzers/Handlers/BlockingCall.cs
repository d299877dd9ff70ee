using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Streaq.Analyzers;

/// <summary>Recognizes calls that block a thread until a task has completed or a time is over.</summary>
internal static class BlockingCall
{
    /// <returns>The name of the call; <see langword="null"/> for one that does not block.</returns>
    public static string? Name(IInvocationOperation call, KnownSymbols symbols) => call.TargetMethod switch
    {
        { Name: "Sleep", ContainingType: var type } when KnownSymbols.Is(type, symbols.Thread) => "Thread.Sleep",
        { Name: "Wait", ContainingType: var type } when KnownSymbols.Is(type, symbols.Task) => "Wait",
        { Name: "WaitAll" or "WaitAny", ContainingType: var type } method when KnownSymbols.Is(type, symbols.Task) => $"Task.{method.Name}",
        { Name: "GetResult" } when Awaited(call) is not null => "GetResult",
        _ => null,
    };

    /// <summary>Whether the property is <c>Result</c> of a <c>Task</c> or a <c>ValueTask</c>.</summary>
    public static bool IsResult(IPropertyReferenceOperation property, KnownSymbols symbols) =>
        property.Property is { Name: "Result", ContainingType: { } type }
        && (KnownSymbols.Is(type, symbols.TaskWithResult) || KnownSymbols.Is(type, symbols.ValueTaskWithResult));

    /// <summary>Returns the task that <c>Wait()</c> or <c>GetAwaiter().GetResult()</c> waits for.</summary>
    public static IOperation? Awaited(IInvocationOperation call) => call switch
    {
        { TargetMethod.Name: "Wait" } => call.Instance,
        { TargetMethod.Name: "GetResult", Instance: IInvocationOperation { TargetMethod.Name: "GetAwaiter", Instance: { } task } }
            when call.TargetMethod.ContainingNamespace?.ToDisplayString() is "System.Runtime.CompilerServices" => task,
        _ => null,
    };
}
