using System.ComponentModel;
using Microsoft.Extensions.DependencyInjection;
using Streaq.Execution;

namespace Streaq.Generated;

/// <summary>
/// For generated code only. Replaces the calls of <c>Map</c> and <c>Cron</c> whose handlers were bound when the application was compiled.
/// </summary>
/// <remarks>Except for the binding, the calls do the same as those that bind with <see cref="DelegateBinder"/>.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class GeneratedBinding
{
    /// <summary>Replaces <see cref="StreaqBuilder.Map{TArgument, TResult}(TaskDefinition{TArgument, TResult}, Delegate)"/>.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="streaq">The queue.</param>
    /// <param name="task">The task.</param>
    /// <param name="handler">The delegate.</param>
    /// <param name="blocks">Whether the delegate is synchronous.</param>
    /// <param name="invoke">Calls the delegate.</param>
    /// <param name="services">The services that the delegate requires.</param>
    /// <returns>The task's mapping.</returns>
    public static TaskMapping<TArgument, TResult> Map<TArgument, TResult>(
        StreaqBuilder streaq,
        TaskDefinition<TArgument, TResult> task,
        Delegate handler,
        bool blocks,
        Func<TArgument, TaskContext, ValueTask<TResult>> invoke,
        params GeneratedService[] services)
    {
        ArgumentNullException.ThrowIfNull(streaq);
        ArgumentNullException.ThrowIfNull(invoke);
        var open = streaq.Open(task, handler);
        AsyncVoid.Refuse(task, handler);
        return open.To(new BoundHandler<TArgument, TResult>(
            invoke.Invoke, Required(services), blocks, HandlerAttributes.Of(handler)));
    }

    /// <summary>Replaces <see cref="StreaqBuilder.Map{TArgument}(TaskDefinition{TArgument}, Delegate)"/>.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <param name="streaq">The queue.</param>
    /// <param name="task">The task.</param>
    /// <param name="handler">The delegate.</param>
    /// <param name="blocks">Whether the delegate is synchronous.</param>
    /// <param name="invoke">Calls the delegate.</param>
    /// <param name="services">The services that the delegate requires.</param>
    /// <returns>The task's mapping.</returns>
    public static TaskMapping<TArgument> Map<TArgument>(
        StreaqBuilder streaq,
        TaskDefinition<TArgument> task,
        Delegate handler,
        bool blocks,
        Func<TArgument, TaskContext, ValueTask> invoke,
        params GeneratedService[] services)
    {
        ArgumentNullException.ThrowIfNull(streaq);
        ArgumentNullException.ThrowIfNull(invoke);
        var open = streaq.Open(task, handler);
        AsyncVoid.Refuse(task, handler);
        return open.To(WithoutResult(handler, invoke, blocks, services));
    }

    /// <summary>Replaces <see cref="StreaqBuilder.Cron"/>.</summary>
    /// <param name="streaq">The queue.</param>
    /// <param name="name">The name of task and schedule.</param>
    /// <param name="expression">When it fires.</param>
    /// <param name="handler">The delegate.</param>
    /// <param name="blocks">Whether the delegate is synchronous.</param>
    /// <param name="invoke">Calls the delegate.</param>
    /// <param name="services">The services that the delegate requires.</param>
    /// <returns>The mapping of the schedule and its task.</returns>
    public static CronMapping Cron(
        StreaqBuilder streaq,
        string name,
        string expression,
        Delegate handler,
        bool blocks,
        Func<NoArgument, TaskContext, ValueTask> invoke,
        params GeneratedService[] services)
    {
        ArgumentNullException.ThrowIfNull(streaq);
        ArgumentNullException.ThrowIfNull(invoke);
        return streaq.AddCron(name, expression, handler, task =>
        {
            AsyncVoid.Refuse(task, handler);
            return WithoutResult(handler, invoke, blocks, services);
        });
    }

    /// <summary>Gets a required service.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="context">The attempt.</param>
    /// <returns>The service.</returns>
    public static T Required<T>(TaskContext context) => (T)Services(context).GetRequiredService(typeof(T));

    /// <summary>Gets a required keyed service.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="context">The attempt.</param>
    /// <param name="key">Its key.</param>
    /// <returns>The service.</returns>
    public static T Required<T>(TaskContext context, object key) => (T)Services(context).GetRequiredKeyedService(typeof(T), key);

    /// <summary>Gets an optional service.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="context">The attempt.</param>
    /// <param name="otherwise">The value to return when the service is not registered.</param>
    /// <returns>The service or that value.</returns>
    public static T Optional<T>(TaskContext context, T otherwise) =>
        Services(context).GetService(typeof(T)) is { } service ? (T)service : otherwise;

    /// <summary>Gets an optional keyed service.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="context">The attempt.</param>
    /// <param name="key">Its key.</param>
    /// <param name="otherwise">The value to return when the service is not registered.</param>
    /// <returns>The service or that value.</returns>
    public static T Optional<T>(TaskContext context, object key, T otherwise) =>
        OptionalService.Keyed(Services(context), typeof(T), key) is { } service ? (T)service : otherwise;

    private static IServiceProvider Services(TaskContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Services;
    }

    private static BoundHandler<TArgument, NoResult> WithoutResult<TArgument>(
        Delegate handler, Func<TArgument, TaskContext, ValueTask> invoke, bool blocks, GeneratedService[] services) => new(
            (argument, context) => HandlerResult.FromValueTask(invoke(argument, context)),
            Required(services),
            blocks,
            HandlerAttributes.Of(handler));

    private static RequiredService[] Required(GeneratedService[] services) =>
        [.. services.Select(static service => new RequiredService(service.Type, service.Key, $"parameter '{service.Parameter}'"))];
}
