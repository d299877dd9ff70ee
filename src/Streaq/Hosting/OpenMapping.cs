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
    private readonly IServiceCollection _services;
    private readonly QueueDeclaration _queue;
    private readonly TaskDefinition _task;

    internal OpenMapping(IServiceCollection services, QueueDeclaration queue, TaskDefinition task, Delegate? handler)
    {
        (_services, _queue, _task) = (services, queue, task);
        queue.Reserve(task, handler);
    }

    /// <summary>Has a class run the task.</summary>
    /// <typeparam name="THandler">The class; registered as scoped unless it is registered already.</typeparam>
    /// <returns>The task's settings.</returns>
    public TaskMapping To<[DynamicallyAccessedMembers(HandlerServices.Members)] THandler>()
        where THandler : class, ITaskHandler<TArgument, TResult>
    {
        _services.TryAddScoped<THandler>();
        return _queue.Map<TArgument, TResult>(
            _task,
            static (argument, context) =>
                new(context.Services.GetRequiredService<THandler>().HandleAsync(argument, context, context.CancellationToken)),
            HandlerServices.RequiredBy(typeof(THandler), _services),
            blocks: false);
    }

    /// <summary>Has a class run the task whose code blocks, on a thread of its own.</summary>
    /// <typeparam name="THandler">The class; registered as scoped unless it is registered already.</typeparam>
    /// <returns>The task's settings.</returns>
    public TaskMapping ToSync<[DynamicallyAccessedMembers(HandlerServices.Members)] THandler>()
        where THandler : class, ISyncTaskHandler<TArgument, TResult>
    {
        _services.TryAddScoped<THandler>();
        return _queue.Map<TArgument, TResult>(
            _task,
            static (argument, context) =>
                new(context.Services.GetRequiredService<THandler>().Handle(argument, context, context.CancellationToken)),
            HandlerServices.RequiredBy(typeof(THandler), _services),
            blocks: true);
    }

    [RequiresUnreferencedCode(DelegateBinder.Warning)]
    [RequiresDynamicCode(DelegateBinder.Warning)]
    internal TaskMapping To(Delegate handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return To(DelegateBinder.Bind<TArgument, TResult>(_task, handler));
    }

    internal TaskMapping To(HandlerBinding<TArgument, TResult> binding) =>
        _queue.Map(_task, binding.Invocation, binding.Services, binding.Blocks);
}

/// <summary>A task without a result that still needs its handler.</summary>
/// <typeparam name="TArgument">The type of the argument.</typeparam>
public sealed class OpenMapping<TArgument>
{
    private readonly IServiceCollection _services;
    private readonly QueueDeclaration _queue;
    private readonly TaskDefinition _task;

    internal OpenMapping(IServiceCollection services, QueueDeclaration queue, TaskDefinition task, Delegate? handler)
    {
        (_services, _queue, _task) = (services, queue, task);
        queue.Reserve(task, handler);
    }

    /// <summary>Has a class run the task.</summary>
    /// <typeparam name="THandler">The class; registered as scoped unless it is registered already.</typeparam>
    /// <returns>The task's settings.</returns>
    public TaskMapping To<[DynamicallyAccessedMembers(HandlerServices.Members)] THandler>()
        where THandler : class, ITaskHandler<TArgument>
    {
        _services.TryAddScoped<THandler>();
        return _queue.Map<TArgument, NoResult>(_task, static async (argument, context) =>
        {
            await context.Services.GetRequiredService<THandler>().HandleAsync(
                argument, context, context.CancellationToken).ConfigureAwait(false);
            return default;
        }, HandlerServices.RequiredBy(typeof(THandler), _services), blocks: false);
    }

    /// <summary>Has a class run the task whose code blocks, on a thread of its own.</summary>
    /// <typeparam name="THandler">The class; registered as scoped unless it is registered already.</typeparam>
    /// <returns>The task's settings.</returns>
    /// <exception cref="ArgumentException">Its <c>Handle</c> is <c>async void</c>.</exception>
    public TaskMapping ToSync<[DynamicallyAccessedMembers(HandlerServices.Members)] THandler>()
        where THandler : class, ISyncTaskHandler<TArgument>
    {
        AsyncVoid.Refuse(_task, typeof(THandler), typeof(ISyncTaskHandler<TArgument>));
        _services.TryAddScoped<THandler>();
        return _queue.Map<TArgument, NoResult>(_task, static (argument, context) =>
        {
            context.Services.GetRequiredService<THandler>().Handle(argument, context, context.CancellationToken);
            return default;
        }, HandlerServices.RequiredBy(typeof(THandler), _services), blocks: true);
    }

    [RequiresUnreferencedCode(DelegateBinder.Warning)]
    [RequiresDynamicCode(DelegateBinder.Warning)]
    internal TaskMapping To(Delegate handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return To(DelegateBinder.Bind<TArgument, NoResult>(_task, handler));
    }

    internal TaskMapping To(HandlerBinding<TArgument, NoResult> binding) =>
        _queue.Map(_task, binding.Invocation, binding.Services, binding.Blocks);
}
