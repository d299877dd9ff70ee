using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Streaq.Execution;

namespace Streaq;

/// <summary>
/// Takes middleware around tasks: those of a queue or of a group (<see cref="StreaqBuilder"/>), one task (<see cref="TaskMapping"/>), or
/// those that meet a condition (<see cref="MiddlewareBranch"/>). Write extension methods that add middleware for this interface, so that
/// they work in all of these places.
/// </summary>
/// <remarks>
/// Middleware of the queue is around that of a group, which is around that of a task; in each the first registered is outermost.
/// </remarks>
public interface IMiddlewareBuilder
{
    /// <summary>The application's services.</summary>
    IServiceCollection Services { get; }

    /// <summary>Wraps attempts in a lambda.</summary>
    /// <param name="middleware">Gets the attempt and the rest of it.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">The queue is in use.</exception>
    IMiddlewareBuilder Use(Func<TaskContext, TaskDelegate, Task> middleware);

    /// <summary>Wraps attempts in a class.</summary>
    /// <typeparam name="TMiddleware">
    /// The class. Without arguments, it comes from the services of the attempt's scope. It is registered as scoped unless it is registered
    /// already. With arguments, each attempt makes one and disposes it.
    /// </typeparam>
    /// <param name="arguments">Constructor arguments that are not services, in any order.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">No constructor takes the arguments.</exception>
    /// <exception cref="InvalidOperationException">The queue is in use.</exception>
    IMiddlewareBuilder UseMiddleware<[DynamicallyAccessedMembers(MiddlewareClass.Needed)] TMiddleware>(
        params object[] arguments) where TMiddleware : class, ITaskMiddleware;

    /// <summary>Wraps the attempts that meet a condition in further middleware.</summary>
    /// <param name="condition">Asked once for each attempt that comes so far.</param>
    /// <param name="configure">Adds the middleware.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">The queue is in use.</exception>
    IMiddlewareBuilder UseWhen(Func<TaskContext, bool> condition, Action<MiddlewareBranch> configure);
}
