using System.Diagnostics.CodeAnalysis;
using Streaq.Client;
using Streaq.Execution;

namespace Streaq;

/// <content>The middleware around attempts and enqueues.</content>
public sealed partial class StreaqBuilder : IMiddlewareBuilder
{
    /// <summary>Wraps every attempt in a lambda. The first registered middleware is the outermost.</summary>
    /// <param name="middleware">Receives the context of the attempt and a delegate for the rest of the attempt.</param>
    /// <returns>This builder.</returns>
    public StreaqBuilder Use(Func<TaskContext, TaskDelegate, Task> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        _scope.Add(new LambdaStep(middleware));
        return this;
    }

    /// <summary>Wraps every attempt in a class.</summary>
    /// <typeparam name="TMiddleware">
    /// The class. Without arguments, it is resolved from the attempt's service scope, and registered as scoped unless it is registered
    /// already. With arguments, each attempt creates an instance and disposes it.
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
    /// <param name="condition">Called once for each attempt that reaches it.</param>
    /// <param name="configure">Adds the middleware.</param>
    /// <returns>This builder.</returns>
    public StreaqBuilder UseWhen(Func<TaskContext, bool> condition, Action<MiddlewareBranch> configure)
    {
        _scope.Add(MiddlewareBranch.StepOf(Services, condition, configure));
        return this;
    }

    /// <summary>Wraps every enqueue of this process in a lambda. The first registered middleware is the outermost.</summary>
    /// <param name="middleware">Receives the context of the enqueue and a delegate for the rest of the enqueue.</param>
    /// <returns>This builder.</returns>
    public StreaqBuilder UseEnqueue(Func<EnqueueContext, EnqueueDelegate, Task> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        _scope.Add(new EnqueueStep(middleware));
        return this;
    }

    /// <summary>Wraps every enqueue of this process in a class.</summary>
    /// <typeparam name="TMiddleware">
    /// The class. Without arguments, a registered class is resolved from <see cref="EnqueueContext.Services"/>. Otherwise each enqueue
    /// creates an instance and disposes it.
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

    /// <summary>Adds metadata to every task of this builder. Middleware reads it as <see cref="TaskContext.Metadata"/>.</summary>
    /// <param name="metadata">
    /// Objects of your own types. Metadata of a task and attributes of its handler take precedence over them.
    /// </param>
    /// <returns>This builder.</returns>
    public StreaqBuilder WithMetadata(params object[] metadata)
    {
        _scope.AddMetadata(metadata);
        return this;
    }

    /// <summary>
    /// Maps a group of tasks that share middleware and metadata, in addition to those of the queue. The middleware of the queue wraps that
    /// of the group. Groups can be nested.
    /// </summary>
    /// <param name="configure">
    /// Maps the tasks and adds the middleware. It receives a builder of the same queue whose middleware wraps these tasks alone.
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
