using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Streaq.Client;
using Streaq.Execution;
using Streaq.Tasks;

namespace Streaq.Hosting;

/// <summary>The declaration of one queue before the host is built: its tasks, schedules, middleware and worker.</summary>
/// <param name="name">The name it was added under, which is the key of its services; <see langword="null"/> without a name.</param>
/// <param name="services">The application's services.</param>
internal sealed class QueueDeclaration(string? name, IServiceCollection services)
{
    private readonly Dictionary<string, TaskDeclaration?> _tasks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);
    private readonly List<CronDeclaration> _crons = [];
    private MiddlewareScope? _scope;
    private bool _isInUse;

    public string? Name => name;

    public IServiceCollection Services => services;

    /// <summary>The middleware around all of its tasks.</summary>
    public MiddlewareScope Scope => _scope ??= new MiddlewareScope(this);

    public string OptionsName => name ?? Options.DefaultName;

    /// <summary>Whether this process runs its tasks.</summary>
    public bool HasWorker { get; set; }

    public QueueModules Modules { get; } = new();

    public IReadOnlyList<CronDeclaration> Crons => _crons;

    private string InQueue => name is null ? "" : $" in the queue added as '{name}'";

    /// <summary>Gets the queue that a service provider has composed from this declaration.</summary>
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
    /// <param name="handler">Runs it.</param>
    /// <param name="scope">The scope in which it was mapped.</param>
    public TaskDeclaration Map<TArgument, TResult>(TaskDefinition task, BoundHandler<TArgument, TResult> handler, MiddlewareScope scope)
    {
        var declared = new TaskDeclaration(scope.Within(), handler.Attributes);
        declared.Create = (serializer, threads) => new TaskRegistration<TArgument, TResult>(task, handler.OffThePool(threads), serializer)
        {
            Settings = declared.Settings,
            Layers = declared.Layers,
        };
        _tasks[task.Name] = declared;
        return declared;
    }

    /// <param name="task">The task.</param>
    /// <param name="expression">When it is fired.</param>
    /// <param name="handler">Runs it.</param>
    /// <param name="scope">The scope in which it was mapped.</param>
    public CronMapping AddCron(
        TaskDefinition<NoArgument> task, string expression, BoundHandler<NoArgument, NoResult> handler, MiddlewareScope scope)
    {
        var declared = new TaskDeclaration(scope.Within(), handler.Attributes);
        declared.Create = (serializer, threads) => new PayloadlessRegistration(task, handler.OffThePool(threads), serializer)
        {
            Settings = declared.Settings,
            Layers = declared.Layers,
        };
        _tasks[task.Name] = declared;
        var cron = new CronDeclaration(task.Name, expression);
        _crons.Add(cron);
        return new CronMapping(declared, cron);
    }

    public EnqueueChains CreateEnqueueChains(IServiceProvider provider) => new(
        new EnqueueChain(Scope.EnqueueSteps, TaskMetadata.Empty, provider),
        _tasks.Where(static task => task.Value is not null).Select(task => KeyValuePair.Create(
            task.Key, new EnqueueChain(task.Value!.Scope.EnqueueSteps, task.Value.Layers.Metadata, provider))));

    /// <summary>Refuses further tasks and middleware, since a queue is composed from this declaration.</summary>
    public void Close() => _isInUse = true;

    /// <exception cref="InvalidOperationException">A mapping is unfinished.</exception>
    public TaskRegistry CreateRegistry(TaskSerializer serializer, SyncThreads threads)
    {
        var registrations = new List<TaskRegistration>(_tasks.Count);
        foreach (var (task, declared) in _tasks)
        {
            registrations.Add(declared?.Create(serializer, threads)
                ?? throw new InvalidOperationException(
                    $"Task '{task}' has no handler: call To<THandler>() after Map, or give Map a delegate."));
        }

        return new TaskRegistry(registrations);
    }

    /// <summary>Describes the code that maps a task, as far as it is known without its handler class.</summary>
    private string Place(Delegate? handler)
    {
        var owner = handler is null ? null : DelegateName.OwnerOf(handler);
        return Modules.Current is { } module ? $"module {module}" : owner is null ? "a call of Map" : $"a delegate in {owner.FullName}";
    }

    /// <exception cref="InvalidOperationException">The queue is in use.</exception>
    public void ThrowIfInUse()
    {
        if (_isInUse)
        {
            throw new InvalidOperationException(
                $"A task or middleware was added{InQueue} after the queue was put together; add it before the host is built.");
        }
    }
}
