using System.Diagnostics.CodeAnalysis;
using Streaq.Client;
using Streaq.Execution;

namespace Streaq;

/// <content>What is around attempts and enqueues.</content>
public sealed partial class StreaqBuilder : IMiddlewareBuilder
{
    /// <summary>Wraps every attempt in a lambda. The first registered middleware is the outermost.</summary>
    /// <param name="middleware">Gets the attempt and the rest of it.</param>
    /// <returns>This builder.</returns>
    public StreaqBuilder Use(Func<TaskContext, TaskDelegate, Task> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        _scope.Add(new LambdaStep(middleware));
        return this;
    }

    /// <summary>Wraps every attempt in a class.</summary>
    /// <typeparam name="TMiddleware">
    /// The class. Without arguments, it comes from the services of the attempt's scope. It is registered as scoped unless it is registered
    /// already. With arguments, each attempt makes one and disposes it.
    /// </typeparam>
    /// <param name="arguments">Constructor arguments that are not services, in any order.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">No constructor takes the arguments.</exception>
    public StreaqBuilder UseMiddleware<[DynamicallyAccessedMembers(MiddlewareClass.Needed)] TMiddleware>(
        params object[] arguments) where TMiddleware : class, ITaskMiddleware
    {
        _scope.Add(new ClassStep<TMiddleware>(MiddlewareClass<TMiddleware>.Of(Services, arguments)));
        return this;
    }

    /// <summary>Wraps the attempts that meet a condition in further middleware.</summary>
    /// <param name="condition">Asked once for each attempt that comes so far.</param>
    /// <param name="configure">Adds the middleware.</param>
    /// <returns>This builder.</returns>
    public StreaqBuilder UseWhen(Func<TaskContext, bool> condition, Action<MiddlewareBranch> configure)
    {
        _scope.Add(MiddlewareBranch.StepOf(Services, condition, configure));
        return this;
    }

    /// <summary>Wraps every enqueue of this process in a lambda. The first registered middleware is the outermost.</summary>
    /// <param name="middleware">Gets the task about to be enqueued and the rest of the enqueue.</param>
    /// <returns>This builder.</returns>
    public StreaqBuilder UseEnqueue(Func<EnqueueContext, EnqueueDelegate, Task> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        _scope.Add(new EnqueueStep(middleware));
        return this;
    }

    /// <summary>Wraps every enqueue of this process in a class.</summary>
    /// <typeparam name="TMiddleware">
    /// The class. It comes from <see cref="EnqueueContext.Services"/> where it is registered; else each enqueue makes
    /// one, and disposes it.
    /// </typeparam>
    /// <param name="arguments">Constructor arguments that are not services, in any order.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">No constructor takes the arguments.</exception>
    public StreaqBuilder UseEnqueueMiddleware<[DynamicallyAccessedMembers(MiddlewareClass.Needed)] TMiddleware>(
        params object[] arguments) where TMiddleware : class, ITaskEnqueueMiddleware
    {
        _scope.Add(EnqueueStep.Of(MiddlewareClass<TMiddleware>.OutsideOfScopes(Services, arguments)));
        return this;
    }

    /// <summary>Says something of every task here, which middleware reads as <see cref="TaskContext.Metadata"/>.</summary>
    /// <param name="metadata">Objects of types of your own. What is said of a task or by its handler goes before them.</param>
    /// <returns>This builder.</returns>
    public StreaqBuilder WithMetadata(params object[] metadata)
    {
        _scope.AddMetadata(metadata);
        return this;
    }

    /// <summary>
    /// Maps tasks that have middleware and metadata of their own in common, within those of the queue. Groups can be in groups.
    /// </summary>
    /// <param name="configure">
    /// Maps the tasks and adds the middleware, on a builder of the same queue whose middleware is for them alone.
    /// </param>
    /// <returns>This builder.</returns>
    public StreaqBuilder MapGroup(Action<StreaqBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(new StreaqBuilder(_scope.Within()));
        return this;
    }

    IMiddlewareBuilder IMiddlewareBuilder.Use(Func<TaskContext, TaskDelegate, Task> middleware) => Use(middleware);

    IMiddlewareBuilder IMiddlewareBuilder.UseMiddleware<[DynamicallyAccessedMembers(MiddlewareClass.Needed)] TMiddleware>(
        params object[] arguments) => UseMiddleware<TMiddleware>(arguments);

    IMiddlewareBuilder IMiddlewareBuilder.UseWhen(Func<TaskContext, bool> condition, Action<MiddlewareBranch> configure) =>
        UseWhen(condition, configure);
}
