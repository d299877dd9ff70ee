namespace Streaq;

/// <summary>The rest of an attempt: the middleware further in, and then the handler.</summary>
/// <param name="context">The attempt.</param>
/// <returns>A task that completes with the attempt.</returns>
public delegate Task TaskDelegate(TaskContext context);

/// <summary>Wraps every attempt: code before and after the handler.</summary>
/// <remarks>
/// May change <see cref="TaskContext.Arguments"/> and <see cref="TaskContext.Result"/>, leave out the call of <c>next</c>,
/// turn an exception into a <see cref="StreaqRetryException"/> or let it pass. <c>Activity.Current</c> is the attempt's span.
/// </remarks>
public interface ITaskMiddleware
{
    /// <summary>Runs around the rest of the attempt.</summary>
    /// <param name="context">The attempt.</param>
    /// <param name="next">The rest; to be called at most once.</param>
    /// <returns>A task that completes with the attempt.</returns>
    Task InvokeAsync(TaskContext context, TaskDelegate next);
}
