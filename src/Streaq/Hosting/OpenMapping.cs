using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Streaq.Execution;
using Streaq.Hosting;

namespace Streaq;

/// <summary>A task that still needs its handler.</summary>
/// <typeparam name="TArgument">The type of the argument.</typeparam>
/// <typeparam name="TResult">The type of the result.</typeparam>
public sealed class OpenMapping<TArgument, TResult>
{
    private readonly MiddlewareScope _scope;
    private readonly TaskDefinition _task;

    internal OpenMapping(MiddlewareScope scope, TaskDefinition task, Delegate? handler)
    {
        (_scope, _task) = (scope, task);
        scope.Queue.Reserve(task, handler);
    }

    private IServiceCollection Services => _scope.Queue.Services;

    /// <summary>Maps the task to a handler class.</summary>
    /// <typeparam name="THandler">The class; registered as scoped unless it is registered already.</typeparam>
    /// <returns>The task's mapping.</returns>
    public TaskMapping<TArgument, TResult> To<[DynamicallyAccessedMembers(HandlerAttributes.Needed)] THandler>()
        where THandler : class, ITaskHandler<TArgument, TResult>
    {
        Services.TryAddScoped<THandler>();
        return To(new BoundHandler<TArgument, TResult>(
            static (argument, context) =>
                new(context.Services.GetRequiredService<THandler>().HandleAsync(argument, context, context.CancellationToken)),
            HandlerServices.RequiredBy(typeof(THandler), Services),
            Blocks: false,
            HandlerAttributes.Of(typeof(THandler), nameof(ITaskHandler<,>.HandleAsync))));
    }

    /// <summary>Maps the task to a handler class whose code blocks. It runs on a thread of its own.</summary>
    /// <typeparam name="THandler">The class; registered as scoped unless it is registered already.</typeparam>
    /// <returns>The task's mapping.</returns>
    public TaskMapping<TArgument, TResult> ToSync<[DynamicallyAccessedMembers(HandlerAttributes.Needed)] THandler>()
        where THandler : class, ISyncTaskHandler<TArgument, TResult>
    {
        Services.TryAddScoped<THandler>();
        return To(new BoundHandler<TArgument, TResult>(
            static (argument, context) =>
                new(context.Services.GetRequiredService<THandler>().Handle(argument, context, context.CancellationToken)),
            HandlerServices.RequiredBy(typeof(THandler), Services),
            Blocks: true,
            HandlerAttributes.Of(typeof(THandler), nameof(ISyncTaskHandler<,>.Handle))));
    }

    [RequiresUnreferencedCode(DelegateBinder.Warning)]
    [RequiresDynamicCode(DelegateBinder.Warning)]
    internal TaskMapping<TArgument, TResult> To(Delegate handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return To(DelegateBinder.Bind<TArgument, TResult>(_task, handler));
    }

    internal TaskMapping<TArgument, TResult> To(BoundHandler<TArgument, TResult> handler) => new(_scope.Queue.Map(_task, handler, _scope));
}

/// <summary>A task without a result that still needs its handler.</summary>
/// <typeparam name="TArgument">The type of the argument.</typeparam>
public sealed class OpenMapping<TArgument>
{
    private readonly MiddlewareScope _scope;
    private readonly TaskDefinition _task;

    internal OpenMapping(MiddlewareScope scope, TaskDefinition task, Delegate? handler)
    {
        (_scope, _task) = (scope, task);
        scope.Queue.Reserve(task, handler);
    }

    private IServiceCollection Services => _scope.Queue.Services;

    /// <summary>Maps the task to a handler class.</summary>
    /// <typeparam name="THandler">The class; registered as scoped unless it is registered already.</typeparam>
    /// <returns>The task's mapping.</returns>
    public TaskMapping<TArgument> To<[DynamicallyAccessedMembers(HandlerAttributes.Needed)] THandler>()
        where THandler : class, ITaskHandler<TArgument>
    {
        Services.TryAddScoped<THandler>();
        return To(new BoundHandler<TArgument, NoResult>(
            static async (argument, context) =>
            {
                await context.Services.GetRequiredService<THandler>().HandleAsync(
                    argument, context, context.CancellationToken).ConfigureAwait(false);
                return default;
            },
            HandlerServices.RequiredBy(typeof(THandler), Services),
            Blocks: false,
            HandlerAttributes.Of(typeof(THandler), nameof(ITaskHandler<>.HandleAsync))));
    }

    /// <summary>Maps the task to a handler class whose code blocks. It runs on a thread of its own.</summary>
    /// <typeparam name="THandler">The class; registered as scoped unless it is registered already.</typeparam>
    /// <returns>The task's mapping.</returns>
    /// <exception cref="ArgumentException">Its <c>Handle</c> is <c>async void</c>.</exception>
    public TaskMapping<TArgument> ToSync<[DynamicallyAccessedMembers(HandlerAttributes.Needed)] THandler>()
        where THandler : class, ISyncTaskHandler<TArgument>
    {
        AsyncVoid.Refuse(_task, typeof(THandler), typeof(ISyncTaskHandler<TArgument>));
        Services.TryAddScoped<THandler>();
        return To(new BoundHandler<TArgument, NoResult>(
            static (argument, context) =>
            {
                context.Services.GetRequiredService<THandler>().Handle(argument, context, context.CancellationToken);
                return default;
            },
            HandlerServices.RequiredBy(typeof(THandler), Services),
            Blocks: true,
            HandlerAttributes.Of(typeof(THandler), nameof(ISyncTaskHandler<>.Handle))));
    }

    [RequiresUnreferencedCode(DelegateBinder.Warning)]
    [RequiresDynamicCode(DelegateBinder.Warning)]
    internal TaskMapping<TArgument> To(Delegate handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return To(DelegateBinder.Bind<TArgument, NoResult>(_task, handler));
    }

    internal TaskMapping<TArgument> To(BoundHandler<TArgument, NoResult> handler) => new(_scope.Queue.Map(_task, handler, _scope));
}
