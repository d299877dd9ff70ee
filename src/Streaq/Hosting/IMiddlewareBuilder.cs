using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Streaq.Execution;

namespace Streaq;

/// <summary>
/// Adds middleware around tasks: those of a queue or of a group (<see cref="StreaqBuilder"/>), one task (<see cref="TaskMapping"/>), or
/// attempts that meet a condition (<see cref="MiddlewareBranch"/>). Write extension methods that add middleware for this interface, so that
/// they work in all of these places.
/// </summary>
/// <remarks>
/// Middleware of the queue wraps that of a group, which wraps that of a task. In each, the first registered is the outermost.
/// </remarks>
public interface IMiddlewareBuilder
{
    /// <summary>The application's services.</summary>
    IServiceCollection Services { get; }

    /// <summary>Wraps attempts in a lambda.</summary>
    /// <param name="middleware">Receives the context of the attempt and a delegate for the rest of the attempt.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">The queue is in use.</exception>
    IMiddlewareBuilder Use(Func<TaskContext, TaskDelegate, Task> middleware);

    /// <summary>Wraps attempts in a class.</summary>
    /// <typeparam name="TMiddleware">
    /// The class. Without arguments, it is resolved from the attempt's service scope, and registered as scoped unless it is registered
    /// already. With arguments, each attempt creates an instance and disposes it.
    /// </typeparam>
    /// <param name="arguments">Constructor arguments that are not services, in any order.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">No constructor takes the arguments.</exception>
    /// <exception cref="InvalidOperationException">The queue is in use.</exception>
    IMiddlewareBuilder UseMiddleware<[DynamicallyAccessedMembers(MiddlewareClass.Needed)] TMiddleware>(
        params object[] arguments) where TMiddleware : class, ITaskMiddleware;

    /// <summary>Wraps the attempts that meet a condition in further middleware.</summary>
    /// <param name="condition">Called once for each attempt that reaches it.</param>
    /// <param name="configure">Adds the middleware.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">The queue is in use.</exception>
    IMiddlewareBuilder UseWhen(Func<TaskContext, bool> condition, Action<MiddlewareBranch> configure);
}
