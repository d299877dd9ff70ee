namespace Streaq;

/// <summary>The rest of an attempt: the inner middleware, and then the handler.</summary>
/// <param name="context">The attempt.</param>
/// <returns>A task that completes with the attempt.</returns>
public delegate Task TaskDelegate(TaskContext context);

/// <summary>Wraps attempts in code that runs before and after the handler.</summary>
/// <remarks>
/// It may change <see cref="TaskContext.Arguments"/> and <see cref="TaskContext.CancellationToken"/> for inner middleware and the handler,
/// and <see cref="TaskContext.Result"/> for outer middleware. It may call <c>next</c> once, several times or not at all. It may turn an
/// exception into a <see cref="StreaqRetryException"/>, or not catch it. <see cref="TaskContext.Activity"/> is the attempt's span.
/// </remarks>
public interface ITaskMiddleware
{
    /// <summary>Runs around the rest of the attempt.</summary>
    /// <param name="context">The attempt.</param>
    /// <param name="next">
    /// Runs the rest. A second call runs it again in the same attempt and scope, with the argument as this middleware has left it and a
    /// fresh <see cref="TaskContext.Result"/>. The attempt's span then gets an event <c>streaq.middleware.repeated</c>.
    /// </param>
    /// <returns>A task that completes with the attempt.</returns>
    Task InvokeAsync(TaskContext context, TaskDelegate next);
}

/// <summary>
/// Wraps attempts of tasks that take an argument of one type. It does not wrap attempts of other tasks for which it is registered as well.
/// </summary>
/// <typeparam name="TArgument">The type of the argument.</typeparam>
public interface ITaskMiddleware<TArgument> : ITaskMiddleware
{
    /// <summary>Runs around the rest of the attempt.</summary>
    /// <param name="context">The attempt.</param>
    /// <param name="next">Runs the rest: see <see cref="ITaskMiddleware.InvokeAsync"/>.</param>
    /// <returns>A task that completes with the attempt.</returns>
    Task InvokeAsync(TaskContext<TArgument> context, TaskDelegate next);

    /// <inheritdoc/>
    Task ITaskMiddleware.InvokeAsync(TaskContext context, TaskDelegate next) =>
        context is TaskContext<TArgument> typed
            ? InvokeAsync(typed, next)
            : (next ?? throw new ArgumentNullException(nameof(next)))(context);
}

/// <summary>
/// Wraps attempts of tasks with an argument and a result of certain types. It does not wrap attempts of other tasks for which it is
/// registered as well.
/// </summary>
/// <typeparam name="TArgument">The type of the argument.</typeparam>
/// <typeparam name="TResult">The type of the result.</typeparam>
public interface ITaskMiddleware<TArgument, TResult> : ITaskMiddleware
{
    /// <summary>Runs around the rest of the attempt.</summary>
    /// <param name="context">The attempt.</param>
    /// <param name="next">Runs the rest: see <see cref="ITaskMiddleware.InvokeAsync"/>.</param>
    /// <returns>A task that completes with the attempt.</returns>
    Task InvokeAsync(TaskContext<TArgument, TResult> context, TaskDelegate next);

    /// <inheritdoc/>
    Task ITaskMiddleware.InvokeAsync(TaskContext context, TaskDelegate next) =>
        context is TaskContext<TArgument, TResult> typed
            ? InvokeAsync(typed, next)
            : (next ?? throw new ArgumentNullException(nameof(next)))(context);
}
