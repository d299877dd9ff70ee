using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Streaq.Execution;
using Streaq.Hosting;
using Streaq.Schedules;

namespace Streaq;

/// <summary>Sets up one queue: its tasks, its middleware, its worker.</summary>
/// <remarks>
/// Every member throws <see cref="InvalidOperationException"/> once the queue is in use. When the host starts, it looks at what was
/// mapped: a handler whose services are not registered, or a payload of which JSON would leave out some
/// (<see cref="PayloadLossException"/>), fails the start.
/// </remarks>
public sealed partial class StreaqBuilder
{
    internal StreaqBuilder(IServiceCollection services, QueueDeclaration queue)
    {
        Services = services;
        Queue = queue;
    }

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>
    /// The name that the queue was added under, which is the key of its services and the name of its options;
    /// <see langword="null"/> for the one without.
    /// </summary>
    public string? Name => Queue.Name;

    internal QueueDeclaration Queue { get; }

    /// <summary>Has a delegate run a task with a result.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="handler">
    /// Takes, in any order, the argument, the <see cref="TaskContext"/>, the <see cref="CancellationToken"/> and services;
    /// returns the result, or a <see cref="Task{TResult}"/> or <see cref="ValueTask{TResult}"/> of it.
    /// One that returns the result itself may block: see <see cref="WorkerOptions.SyncConcurrency"/>.
    /// </param>
    /// <returns>The task's settings.</returns>
    /// <exception cref="ArgumentException">The delegate does not fit the task, or is <c>async void</c>.</exception>
    /// <exception cref="InvalidOperationException">The name is taken.</exception>
    [RequiresUnreferencedCode(DelegateBinder.Warning)]
    [RequiresDynamicCode(DelegateBinder.Warning)]
    public TaskMapping Map<TArgument, TResult>(TaskDefinition<TArgument, TResult> task, Delegate handler) =>
        Open(task, handler).To(handler);

    /// <summary>Has a delegate run a task without a result.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="handler">
    /// Takes, in any order, the argument, the <see cref="TaskContext"/>, the <see cref="CancellationToken"/> and services;
    /// returns nothing, a <see cref="Task"/> or a <see cref="ValueTask"/>.
    /// One that returns nothing may block: see <see cref="WorkerOptions.SyncConcurrency"/>.
    /// </param>
    /// <returns>The task's settings.</returns>
    /// <exception cref="ArgumentException">The delegate does not fit the task, or is <c>async void</c>.</exception>
    /// <exception cref="InvalidOperationException">The name is taken.</exception>
    [RequiresUnreferencedCode(DelegateBinder.Warning)]
    [RequiresDynamicCode(DelegateBinder.Warning)]
    public TaskMapping Map<TArgument>(TaskDefinition<TArgument> task, Delegate handler) =>
        Open(task, handler).To(handler);

    /// <summary>Names a task that a class is to run: follow with <c>To</c>.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="task">The task.</param>
    /// <returns>What <c>To</c> completes.</returns>
    /// <exception cref="InvalidOperationException">The name is taken.</exception>
    public OpenMapping<TArgument, TResult> Map<TArgument, TResult>(TaskDefinition<TArgument, TResult> task) => Open(task, handler: null);

    /// <summary>Names a task without a result that a class is to run: follow with <c>To</c>.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <param name="task">The task.</param>
    /// <returns>What <c>To</c> completes.</returns>
    /// <exception cref="InvalidOperationException">The name is taken.</exception>
    public OpenMapping<TArgument> Map<TArgument>(TaskDefinition<TArgument> task) => Open(task, handler: null);

    /// <summary>Has a module add its tasks, unless the queue has that module already.</summary>
    /// <typeparam name="TModule">The module.</typeparam>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">A task of the module is mapped already.</exception>
    public StreaqBuilder AddModule<TModule>() where TModule : IStreaqModule, new()
    {
        Queue.Modules.Add(typeof(TModule), static () => new TModule(), this);
        return this;
    }

    /// <summary>Has all modules of an assembly add their tasks, in the order of the modules' full names.</summary>
    /// <param name="assembly">Such as <c>typeof(MailModule).Assembly</c>.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">
    /// The assembly has no <see cref="IStreaqModule"/>, or one without a public constructor that takes nothing.
    /// </exception>
    /// <exception cref="InvalidOperationException">A task of a module is mapped already.</exception>
    [RequiresUnreferencedCode("Modules of an assembly are found by reflection. Add each with AddModule.")]
    public StreaqBuilder Map(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        foreach (var module in QueueModules.In(assembly))
        {
            Queue.Modules.Add(module, () => (IStreaqModule)Activator.CreateInstance(module)!, this);
        }

        return this;
    }

    /// <summary>
    /// Has a delegate run whenever an expression says so, once for all workers that declare the same. Takes effect with
    /// <see cref="AddWorker(Action{WorkerOptions})"/>.
    /// </summary>
    /// <param name="name">The name of the task and the id of its schedule.</param>
    /// <param name="expression">
    /// Five fields (minute, hour, day, month, weekday), six with seconds first, with lists, ranges, steps, names and <c>L</c>, <c>W</c>,
    /// <c>#</c>, <c>?</c> as Cronos reads them; <c>@hourly</c>, <c>@daily</c>, <c>@weekly</c>,
    /// <c>@monthly</c>, <c>@yearly</c>, or <c>@every</c> with a time such as <c>30s</c> or <c>1h30m</c>.
    /// </param>
    /// <param name="handler">
    /// Takes, in any order, the <see cref="TaskContext"/>, the <see cref="CancellationToken"/> and services;
    /// returns nothing, a <see cref="Task"/> or a <see cref="ValueTask"/>.
    /// </param>
    /// <returns>The schedule's and the task's settings.</returns>
    /// <exception cref="ArgumentException">
    /// The name breaks the rules for names, the expression can't be read or never fires, or the delegate does not fit or is
    /// <c>async void</c>.
    /// </exception>
    /// <exception cref="InvalidOperationException">The name is taken.</exception>
    [RequiresUnreferencedCode(DelegateBinder.Warning)]
    [RequiresDynamicCode(DelegateBinder.Warning)]
    public CronMapping Cron(string name, string expression, Delegate handler) =>
        AddCron(name, expression, handler, task => DelegateBinder.Bind<NoArgument, NoResult>(task, handler));

    /// <summary>Wraps every attempt in a lambda. The first registered middleware is the outermost.</summary>
    /// <param name="middleware">Gets the attempt and the rest of it.</param>
    /// <returns>This builder.</returns>
    public StreaqBuilder Use(Func<TaskContext, TaskDelegate, Task> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        Queue.AddMiddleware(MiddlewareChain.Wrap(middleware));
        return this;
    }

    /// <summary>Wraps every attempt in a class, made from the services of the attempt's scope.</summary>
    /// <typeparam name="TMiddleware">The class; registered as scoped unless it is registered already.</typeparam>
    /// <returns>This builder.</returns>
    public StreaqBuilder UseMiddleware<[DynamicallyAccessedMembers(HandlerServices.Members)] TMiddleware>()
        where TMiddleware : class, ITaskMiddleware
    {
        Services.TryAddScoped<TMiddleware>();
        Queue.AddMiddleware(MiddlewareChain.Wrap<TMiddleware>());
        return this;
    }

    /// <summary>Wraps every enqueue of this process. The first registered middleware is the outermost.</summary>
    /// <param name="middleware">Gets the task about to be enqueued and the rest of the enqueue.</param>
    /// <returns>This builder.</returns>
    public StreaqBuilder UseEnqueue(Func<EnqueueContext, EnqueueDelegate, Task> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        Queue.AddEnqueueMiddleware(middleware);
        return this;
    }

    internal CronMapping AddCron(
        string name, string expression, Delegate handler, Func<TaskDefinition, HandlerBinding<NoArgument, NoResult>> bind)
    {
        ArgumentNullException.ThrowIfNull(expression);
        ArgumentNullException.ThrowIfNull(handler);
        var task = new TaskDefinition<NoArgument>(name);
        Timetable.Parse(expression, timeZone: null);
        return Queue.AddCron(task, expression, handler, bind(task));
    }

    internal OpenMapping<TArgument, TResult> Open<TArgument, TResult>(TaskDefinition<TArgument, TResult> task, Delegate? handler)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new(Services, Queue, task, handler);
    }

    internal OpenMapping<TArgument> Open<TArgument>(TaskDefinition<TArgument> task, Delegate? handler)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new(Services, Queue, task, handler);
    }
}
