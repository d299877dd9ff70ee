using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Streaq.Execution;
using Streaq.Hosting;
using Streaq.Schedules;

namespace Streaq;

/// <summary>
/// Sets up one queue: its tasks, its middleware, its worker. Middleware of a module or a group wraps only its own tasks.
/// </summary>
/// <remarks>
/// Every member throws <see cref="InvalidOperationException"/> once the queue is in use. The start of the host checks what was mapped. It
/// fails for a handler whose services are not registered, and for a payload that JSON would not write completely
/// (<see cref="PayloadLossException"/>).
/// </remarks>
public sealed partial class StreaqBuilder
{
    private readonly MiddlewareScope _scope;

    internal StreaqBuilder(MiddlewareScope scope) => _scope = scope;

    /// <summary>The application's services.</summary>
    public IServiceCollection Services => Queue.Services;

    /// <summary>
    /// The name that the queue was added under. It is the key of its services and the name of its options. <see langword="null"/> for the
    /// queue without a name.
    /// </summary>
    public string? Name => Queue.Name;

    internal QueueDeclaration Queue => _scope.Queue;

    /// <summary>Maps a task with a result to a delegate.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="handler">
    /// A delegate that takes, in any order, the argument, the <see cref="TaskContext"/>, the <see cref="CancellationToken"/> and services.
    /// It returns the result, or a <see cref="Task{TResult}"/> or <see cref="ValueTask{TResult}"/> of it. A delegate that returns the
    /// result itself may block: see <see cref="WorkerOptions.SyncConcurrency"/>.
    /// </param>
    /// <returns>The task's mapping.</returns>
    /// <exception cref="ArgumentException">The delegate does not fit the task, or is <c>async void</c>.</exception>
    /// <exception cref="InvalidOperationException">The name is taken.</exception>
    [RequiresUnreferencedCode(DelegateBinder.Warning)]
    [RequiresDynamicCode(DelegateBinder.Warning)]
    public TaskMapping<TArgument, TResult> Map<TArgument, TResult>(TaskDefinition<TArgument, TResult> task, Delegate handler) =>
        Open(task, handler).To(handler);

    /// <summary>Maps a task without a result to a delegate.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="handler">
    /// A delegate that takes, in any order, the argument, the <see cref="TaskContext"/>, the <see cref="CancellationToken"/> and services.
    /// It returns nothing, a <see cref="Task"/> or a <see cref="ValueTask"/>. A delegate that returns nothing may block: see
    /// <see cref="WorkerOptions.SyncConcurrency"/>.
    /// </param>
    /// <returns>The task's mapping.</returns>
    /// <exception cref="ArgumentException">The delegate does not fit the task, or is <c>async void</c>.</exception>
    /// <exception cref="InvalidOperationException">The name is taken.</exception>
    [RequiresUnreferencedCode(DelegateBinder.Warning)]
    [RequiresDynamicCode(DelegateBinder.Warning)]
    public TaskMapping<TArgument> Map<TArgument>(TaskDefinition<TArgument> task, Delegate handler) =>
        Open(task, handler).To(handler);

    /// <summary>Begins to map a task to a handler class. Call <c>To</c> on the result.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="task">The task.</param>
    /// <returns>The mapping, which <c>To</c> completes.</returns>
    /// <exception cref="InvalidOperationException">The name is taken.</exception>
    public OpenMapping<TArgument, TResult> Map<TArgument, TResult>(TaskDefinition<TArgument, TResult> task) => Open(task, handler: null);

    /// <summary>Begins to map a task without a result to a handler class. Call <c>To</c> on the result.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <param name="task">The task.</param>
    /// <returns>The mapping, which <c>To</c> completes.</returns>
    /// <exception cref="InvalidOperationException">The name is taken.</exception>
    public OpenMapping<TArgument> Map<TArgument>(TaskDefinition<TArgument> task) => Open(task, handler: null);

    /// <summary>
    /// Adds the tasks of a module, unless the queue has that module already. Middleware of the module wraps only its own tasks.
    /// </summary>
    /// <typeparam name="TModule">The module.</typeparam>
    /// <returns>This builder.</returns>
    /// <exception cref="InvalidOperationException">A task of the module is mapped already.</exception>
    public StreaqBuilder AddModule<TModule>() where TModule : IStreaqModule, new()
    {
        Queue.Modules.Add(typeof(TModule), static () => new TModule(), new StreaqBuilder(_scope.Within()));
        return this;
    }

    /// <summary>Adds the tasks of all modules of an assembly, in the order of the modules' full names.</summary>
    /// <param name="assembly">The assembly, such as <c>typeof(MailModule).Assembly</c>.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">
    /// The assembly has no <see cref="IStreaqModule"/>, or a module lacks a public constructor without parameters.
    /// </exception>
    /// <exception cref="InvalidOperationException">A task of a module is mapped already.</exception>
    [RequiresUnreferencedCode("Modules of an assembly are found by reflection. Add each with AddModule.")]
    public StreaqBuilder Map(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        foreach (var module in QueueModules.In(assembly))
        {
            Queue.Modules.Add(module, () => (IStreaqModule)Activator.CreateInstance(module)!, new StreaqBuilder(_scope.Within()));
        }

        return this;
    }

    /// <summary>
    /// Declares a schedule: a delegate runs at the times of an expression, once for all workers that declare the same. It takes effect with
    /// <see cref="AddWorker(Action{WorkerOptions})"/>.
    /// </summary>
    /// <param name="name">The name of the task and the id of its schedule.</param>
    /// <param name="expression">
    /// Five fields (minute, hour, day, month, weekday), or six with seconds first. A field takes lists, ranges, steps, names and <c>L</c>,
    /// <c>W</c>, <c>#</c>, <c>?</c> as Cronos reads them. Or <c>@hourly</c>, <c>@daily</c>, <c>@weekly</c>, <c>@monthly</c>,
    /// <c>@yearly</c>, or <c>@every</c> with a time such as <c>30s</c> or <c>1h30m</c>.
    /// </param>
    /// <param name="handler">
    /// A delegate that takes, in any order, the <see cref="TaskContext"/>, the <see cref="CancellationToken"/> and services. It returns
    /// nothing, a <see cref="Task"/> or a <see cref="ValueTask"/>.
    /// </param>
    /// <returns>The mapping of the schedule and its task.</returns>
    /// <exception cref="ArgumentException">
    /// The name breaks the rules for names, the expression can't be read or never fires, or the delegate does not fit or is
    /// <c>async void</c>.
    /// </exception>
    /// <exception cref="InvalidOperationException">The name is taken.</exception>
    [RequiresUnreferencedCode(DelegateBinder.Warning)]
    [RequiresDynamicCode(DelegateBinder.Warning)]
    public CronMapping Cron(string name, string expression, Delegate handler) =>
        AddCron(name, expression, handler, task => DelegateBinder.Bind<NoArgument, NoResult>(task, handler));

    internal CronMapping AddCron(
        string name, string expression, Delegate handler, Func<TaskDefinition, BoundHandler<NoArgument, NoResult>> bind)
    {
        ArgumentNullException.ThrowIfNull(expression);
        ArgumentNullException.ThrowIfNull(handler);
        var task = new TaskDefinition<NoArgument>(name);
        Timetable.Parse(expression, timeZone: null);
        var bound = bind(task);
        Queue.Reserve(task, handler);
        return Queue.AddCron(task, expression, bound, _scope);
    }

    internal OpenMapping<TArgument, TResult> Open<TArgument, TResult>(TaskDefinition<TArgument, TResult> task, Delegate? handler)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new(_scope, task, handler);
    }

    internal OpenMapping<TArgument> Open<TArgument>(TaskDefinition<TArgument> task, Delegate? handler)
    {
        ArgumentNullException.ThrowIfNull(task);
        return new(_scope, task, handler);
    }
}
