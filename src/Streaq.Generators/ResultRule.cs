using Microsoft.CodeAnalysis;

namespace Streaq.Generators;

/// <summary>Checks what a handler returns, by the rules of <c>HandlerResult</c>.</summary>
/// <param name="known">The types that the rules refer to.</param>
/// <param name="result">The type of the task's result; <see langword="null"/> without one.</param>
internal sealed class ResultRule(KnownTypes known, ITypeSymbol? result)
{
    /// <returns>The form; <see langword="null"/> when it does not fit.</returns>
    public ResultForm? FormOf(IMethodSymbol method)
    {
        if (method.RefKind is not RefKind.None)
        {
            return null;
        }

        return result is null ? WithoutResult(method) : method.ReturnsVoid ? null : WithResult(method.ReturnType, result);
    }

    private ResultForm? WithoutResult(IMethodSymbol method) =>
        method.ReturnsVoid ? ResultForm.Void
        : known.IsTask(method.ReturnType) ? ResultForm.Task
        : known.AreSame(method.ReturnType, known.ValueTask) ? ResultForm.ValueTask
        : null;

    private ResultForm? WithResult(ITypeSymbol returned, ITypeSymbol expected) =>
        known.AreSame(returned, known.ValueTaskOfResult?.Construct(expected)) ? ResultForm.ValueTaskOfResult
        : known.TaskOfResult is { } task && known.Takes(task.Construct(expected), returned) ? ResultForm.TaskOfResult
        : known.Takes(expected, returned) && !known.IsAwaited(returned) ? ResultForm.Plain
        : null;
}
