using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;

namespace Streaq.Execution;

/// <summary>Converts what a handler may return to the one form that is awaited.</summary>
internal static class HandlerResult
{
    /// <returns><see langword="null"/> when the type does not fit the task's result.</returns>
    [RequiresUnreferencedCode(DelegateBinder.Warning)]
    [RequiresDynamicCode(DelegateBinder.Warning)]
    public static Expression? Adapt<TResult>(Expression call, Type returned)
    {
        if (typeof(TResult) == typeof(NoResult))
        {
            if (returned == typeof(void))
            {
                return Expression.Block(call, Expression.Default(typeof(ValueTask<TResult>)));
            }

            return typeof(Task).IsAssignableFrom(returned) ? Expression.Call(typeof(HandlerResult), nameof(FromTask), null, call)
                : returned == typeof(ValueTask) ? Expression.Call(typeof(HandlerResult), nameof(FromValueTask), null, call)
                : null;
        }

        if (returned == typeof(ValueTask<TResult>))
        {
            return call;
        }

        if (typeof(Task<TResult>).IsAssignableFrom(returned))
        {
            return Expression.New(typeof(ValueTask<TResult>).GetConstructor([typeof(Task<TResult>)])!, call);
        }

        return typeof(TResult).IsAssignableFrom(returned) && !IsAwaitedOrVoid(returned)
            ? Expression.New(typeof(ValueTask<TResult>).GetConstructor([typeof(TResult)])!, Expression.Convert(call, typeof(TResult)))
            : null;
    }

    /// <summary>Whether a handler with this return type may go on after it has returned; if not, it is synchronous.</summary>
    public static bool IsAwaited(Type returned) =>
        returned == typeof(ValueTask) || typeof(Task).IsAssignableFrom(returned)
        || (returned.IsGenericType && returned.GetGenericTypeDefinition() == typeof(ValueTask<>));

    /// <summary>Converts to the form of a task without a result.</summary>
    public static ValueTask<NoResult> FromValueTask(ValueTask task)
    {
        return task.IsCompletedSuccessfully ? default : AwaitAsync(task);

        static async ValueTask<NoResult> AwaitAsync(ValueTask task)
        {
            await task.ConfigureAwait(false);
            return default;
        }
    }

    /// <summary>
    /// Whether the type is void or awaited. A Task fits a result of <see cref="object"/>, and would be stored instead of its own result.
    /// </summary>
    private static bool IsAwaitedOrVoid(Type type) => type == typeof(void) || IsAwaited(type);

    private static ValueTask<NoResult> FromTask(Task task) => FromValueTask(new ValueTask(task));
}
