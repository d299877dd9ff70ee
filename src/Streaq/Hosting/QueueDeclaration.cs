using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Streaq.Execution;
using Streaq.Tasks;

namespace Streaq.Hosting;

/// <summary>What the application declares of one queue before its host is built: tasks, schedules, middleware, a worker.</summary>
/// <param name="name">The name it was added under, which is the key of its services; <see langword="null"/> for the one without.</param>
internal sealed class QueueDeclaration(string? name)
{
    private readonly Dictionary<string, Func<TaskSerializer, SyncThreads, TaskRegistration>?> _tasks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);
    private readonly List<Func<TaskDelegate, TaskDelegate>> _middleware = [];
    private readonly List<Func<EnqueueContext, EnqueueDelegate, Task>> _enqueueMiddleware = [];
    private readonly List<CronDeclaration> _crons = [];
    private bool _isInUse;

    public string? Name => name;

    /// <summary>The name of its options.</summary>
    public string OptionsName => name ?? Options.DefaultName;

    /// <summary>Whether this process runs its tasks.</summary>
    public bool HasWorker { get; set; }

    public QueueModules Modules { get; } = new();

    public IReadOnlyList<Func<TaskDelegate, TaskDelegate>> Middleware => _middleware;

    public IReadOnlyList<Func<EnqueueContext, EnqueueDelegate, Task>> EnqueueMiddleware => _enqueueMiddleware;

    public IReadOnlyList<CronDeclaration> Crons => _crons;

    private string InQueue => name is null ? "" : $" in the queue added as '{name}'";

    /// <summary>The queue that a container made of this.</summary>
    public QueueComposition In(IServiceProvider provider) =>
        name is null ? provider.GetRequiredService<QueueComposition>() : provider.GetRequiredKeyedService<QueueComposition>(name);

    /// <exception cref="InvalidOperationException">The name is taken, or the queue is in use.</exception>
    public void Reserve(TaskDefinition task, Delegate? handler)
    {
        ThrowIfInUse();
        var place = Place(handler);
        if (!_tasks.TryAdd(task.Name, null))
        {
            throw new InvalidOperationException(
                $"Task '{task.Name}' is mapped twice{InQueue}, by {_places[task.Name]} and by {place}; every task needs a name of its "
                + "own.");
        }

        _places.Add(task.Name, place);
    }

    /// <param name="task">The task.</param>
    /// <param name="invocation">Calls its handler.</param>
    /// <param name="services">What the handler asks for.</param>
    /// <param name="blocks">Whether the handler is synchronous, and thus kept off the thread pool.</param>
    public TaskMapping Map<TArgument, TResult>(
        TaskDefinition task, TaskInvocation<TArgument, TResult> invocation, IReadOnlyList<RequiredService> services, bool blocks)
    {
        var settings = new TaskSettings();
        _tasks[task.Name] = (serializer, threads) => new TaskRegistration<TArgument, TResult>(
            task, blocks ? OffThePool(invocation, threads) : invocation, services, serializer)
        {
            Settings = settings,
        };
        return new TaskMapping(settings, typeof(TArgument));
    }

    public CronMapping AddCron(
        TaskDefinition<NoArgument> task, string expression, Delegate handler, HandlerBinding<NoArgument, NoResult> binding)
    {
        Reserve(task, handler);
        var (invocation, services, blocks) = binding;
        var settings = new TaskSettings();
        _tasks[task.Name] = (serializer, threads) => new PayloadlessRegistration(
            task, blocks ? OffThePool(invocation, threads) : invocation, services, serializer)
        {
            Settings = settings,
        };
        var declaration = new CronDeclaration(task.Name, expression);
        _crons.Add(declaration);
        return new CronMapping(settings, declaration);
    }

    public void AddMiddleware(Func<TaskDelegate, TaskDelegate> middleware)
    {
        ThrowIfInUse();
        _middleware.Add(middleware);
    }

    public void AddEnqueueMiddleware(Func<EnqueueContext, EnqueueDelegate, Task> middleware)
    {
        ThrowIfInUse();
        _enqueueMiddleware.Add(middleware);
    }

    /// <summary>Takes nothing more: a queue is put together from it.</summary>
    public void Close() => _isInUse = true;

    /// <exception cref="InvalidOperationException">A mapping is unfinished.</exception>
    public TaskRegistry CreateRegistry(TaskSerializer serializer, SyncThreads threads)
    {
        var registrations = new List<TaskRegistration>(_tasks.Count);
        foreach (var (task, create) in _tasks)
        {
            registrations.Add(create?.Invoke(serializer, threads)
                ?? throw new InvalidOperationException($"Task '{task}' has no handler: Map was not followed by To."));
        }

        return new TaskRegistry(registrations);
    }

    private static TaskInvocation<TArgument, TResult> OffThePool<TArgument, TResult>(
        TaskInvocation<TArgument, TResult> handler, SyncThreads threads) =>
        new SyncHandler<TArgument, TResult>(handler, threads).InvokeAsync;

    /// <summary>Who maps a task, as far as it is known before there is a handler.</summary>
    private string Place(Delegate? handler)
    {
        var owner = handler?.Method.DeclaringType;
        while (owner is { DeclaringType: { } outer })
        {
            // Closures are classes of the compiler within the one that was written.
            owner = outer;
        }

        return Modules.Current is { } module ? $"module {module}" : owner is null ? "a call of Map" : $"a delegate in {owner.FullName}";
    }

    private void ThrowIfInUse()
    {
        if (_isInUse)
        {
            throw new InvalidOperationException(
                $"A task or middleware was added{InQueue} after the queue was put together; add it before the host is built.");
        }
    }
}
