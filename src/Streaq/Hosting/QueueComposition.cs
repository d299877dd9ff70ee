using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Streaq.Client;
using Streaq.Execution;
using Streaq.Maintenance;
using Streaq.Storage;
using Streaq.Storage.InMemory;
using Streaq.Storage.Redis;
using Streaq.Tasks;
using Streaq.Telemetry;
using Streaq.Workers;

namespace Streaq.Hosting;

/// <summary>What the builder collected for one queue, and how its parts are put together.</summary>
/// <param name="options">Where the queue is and how its tasks travel.</param>
/// <param name="name">The name it was added under, which is the key of its services; <see langword="null"/> for the one without.</param>
internal sealed class QueueComposition(StreaqOptions options, string? name) : IAsyncDisposable
{
    private readonly Dictionary<string, TaskRegistration?> _registrations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _places = new(StringComparer.Ordinal);
    private readonly List<Func<TaskDelegate, TaskDelegate>> _middleware = [];
    private readonly List<Func<EnqueueContext, EnqueueDelegate, Task>> _enqueueMiddleware = [];
    private readonly List<CronDeclaration> _crons = [];
    private readonly PayloadCheck _payloads = new(options);
    private readonly Lock _gate = new();
    private QueueParts? _parts;
    private SyncThreads? _syncThreads;

    public string? Name => name;

    public string Queue => options.Queue;

    public string? Redis => options.Redis;

    public WorkerOptions? Worker { get; set; }

    public QueueModules Modules { get; } = new();

    /// <summary>The same object, as the container knows it, which disposes it then.</summary>
    public QueueComposition ResolvedBy(IServiceProvider provider) =>
        name is null ? provider.GetRequiredService<QueueComposition>() : provider.GetRequiredKeyedService<QueueComposition>(name);

    /// <exception cref="InvalidOperationException">The name is taken, or the queue is in use.</exception>
    public void Reserve(TaskDefinition task, Delegate? handler)
    {
        ThrowIfInUse();
        var place = Place(handler);
        if (!_registrations.TryAdd(task.Name, null))
        {
            throw new InvalidOperationException(
                $"Task '{task.Name}' is mapped twice in queue '{options.Queue}', by {_places[task.Name]} and by {place}; every task "
                + "needs a name of its own.");
        }

        _places.Add(task.Name, place);
    }

    /// <exception cref="PayloadLossException">JSON would leave out some of its argument or result.</exception>
    public TaskMapping Map<TArgument, TResult>(
        TaskDefinition task, TaskInvocation<TArgument, TResult> invocation, IReadOnlyList<RequiredService> services)
    {
        _payloads.Check<TArgument, TResult>(task);
        var registration = new TaskRegistration<TArgument, TResult>(task, invocation, services, () => _parts!.Serializer);
        _registrations[task.Name] = registration;
        return new TaskMapping(registration.Settings, typeof(TArgument));
    }

    public CronMapping AddCron(TaskDefinition<NoArgument> task, string expression, Delegate handler)
    {
        var (invocation, services) = DelegateBinder.Bind<NoArgument, NoResult>(task, handler);
        Reserve(task, handler);
        var registration = new PayloadlessRegistration(
            task,
            HandlerResult.IsAwaited(handler.Method.ReturnType) ? invocation : OffThePool(invocation),
            services,
            () => _parts!.Serializer);
        _registrations[task.Name] = registration;
        var declaration = new CronDeclaration(task.Name, expression);
        _crons.Add(declaration);
        return new CronMapping(registration.Settings, declaration);
    }

    /// <summary>The same handler, kept off the thread pool because it is synchronous.</summary>
    public TaskInvocation<TArgument, TResult> OffThePool<TArgument, TResult>(TaskInvocation<TArgument, TResult> handler) =>
        new SyncHandler<TArgument, TResult>(handler, () => _syncThreads!).InvokeAsync;

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

    public StreaqClient CreateClient(IServiceProvider provider)
    {
        var parts = Assemble(provider);
        var messages = CreateMessages(parts);
        var codec = parts.Serializer.Codec ?? new PayloadCodec(options.Queue);
        var priorities = new ServedPriorities(options.Queue, Worker?.Priorities ?? [], parts.Time);
        var enqueuer = new Enqueuer(
            parts.Store, messages, new EnqueueChain(_enqueueMiddleware), priorities, parts.Telemetry, parts.Time, parts.Logger)
        {
            OutageWait = options.EnqueueOutageWait > TimeSpan.Zero ? new OutageWait(options.EnqueueOutageWait, parts.Time) : null,
        };
        return new StreaqClient(
            enqueuer,
            new Scheduler(parts.Store, messages, parts.Serializer, priorities)
            {
                Early = new EarlyRuns(parts.Store, codec, parts.Telemetry, parts.Time, parts.Logger),
            },
            new TaskEnds(parts.Store, parts.Serializer, new WaitTelemetry(parts.Telemetry), parts.Time),
            new LookUps(parts.Store, Worker?.Priorities ?? new WorkerOptions().Priorities),
            new Aborter(parts.Store, new AbortTelemetry(parts.Telemetry), parts.Time, parts.Logger),
            new PauseControl(parts.Store, options.Queue, parts.Logger),
            new DeadLetters(parts.Store, new DeadLetterReplay(codec, parts.Telemetry, parts.Time)));
    }

    /// <exception cref="InvalidOperationException">
    /// A mapping is unfinished, or a handler asks for a service that is not registered.
    /// </exception>
    public WorkerService CreateWorker(IServiceProvider provider)
    {
        var parts = Assemble(provider);
        var registry = CreateRegistry(provider);
        return new WorkerComposition(parts, Worker!).Create(
            CreateExecutor(provider, parts, registry), registry.Count, [.. _crons.Select(cron => cron.Define(options))], provider);
    }

    /// <summary>The clock, what the worker of this process knows of itself, and the store.</summary>
    public (TimeProvider Time, WorkerPulse Pulse, StoreAccess Store) Health(IServiceProvider provider)
    {
        var parts = Assemble(provider);
        return (parts.Time, parts.Pulse, parts.Store);
    }

    /// <exception cref="InvalidOperationException">
    /// A mapping is unfinished, or a handler asks for a service that is not registered.
    /// </exception>
    public TaskRunner CreateRunner(IServiceProvider provider)
    {
        var parts = Assemble(provider);
        var executor = CreateExecutor(provider, parts, CreateRegistry(provider));
        return new TaskRunner(
            parts.Store,
            () => new InMemoryTaskStore(new StoreOptions(options.Queue), parts.Time),
            CreateMessages(parts),
            parts.Serializer,
            new LeasedAttempt(executor, Worker ?? new WorkerOptions(), parts.Telemetry, parts.Time, parts.Logger));
    }

    public ValueTask DisposeAsync()
    {
        _syncThreads?.Dispose();
        return _parts?.Store.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    private MessageBuilder CreateMessages(QueueParts parts) =>
        new(options.DefaultPriority, options.TraceMode, parts.Serializer, parts.Telemetry);

    private TaskRegistry CreateRegistry(IServiceProvider provider)
    {
        foreach (var (task, registration) in _registrations)
        {
            if (registration is null)
            {
                throw new InvalidOperationException($"Task '{task}' has no handler: Map was not followed by To.");
            }
        }

        var registry = new TaskRegistry(_registrations.Values!);
        if (provider.GetService<IServiceProviderIsService>() is { } services)
        {
            registry.CheckServices(services);
        }

        return registry;
    }

    private TaskExecutor CreateExecutor(IServiceProvider provider, QueueParts parts, TaskRegistry registry)
    {
        var worker = Worker ?? new WorkerOptions();
        _syncThreads ??= new SyncThreads(worker.SyncConcurrency ?? worker.Concurrency);
        return new TaskExecutor(
            registry,
            MiddlewareChain.Build(_middleware),
            provider.GetRequiredService<IServiceScopeFactory>(),
            parts.Telemetry,
            parts.Time,
            parts.Logger);
    }

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
        if (_parts is not null)
        {
            throw new InvalidOperationException(
                $"Queue '{options.Queue}' is in use already; map its tasks and middleware before the host is built.");
        }
    }

    private QueueParts Assemble(IServiceProvider provider)
    {
        lock (_gate)
        {
            if (_parts is { } parts)
            {
                return parts;
            }

            options.Validate();
            var time = provider.GetService<TimeProvider>() ?? TimeProvider.System;
            var logger = new GuardedLogger(
                provider.GetService<ILoggerFactory>()?.CreateLogger(StreaqTelemetry.SourceName) ?? NullLogger.Instance);
            var telemetry = new QueueTelemetry
            {
                Queue = options.Queue,
                Listeners = new ListenerGuard(logger),
                MaxParentAge = options.MaxParentAge,
                MaxCreateSpans = options.MaxCreateSpans,
                RecordException = options.RecordException,
                TraceReceive = options.TraceReceive,
                TraceAck = options.TraceAck,
                TraceWait = options.TraceWait,
            };
            telemetry.Listeners.TellOfCreation();
            telemetry.Baggage.FirstCut = (members, kept) => logger.BaggageCut(members, kept, BaggageLimit.MaxLength);
            return _parts = new QueueParts(
                new StoreAccess(() => OpenAsync(time, telemetry, logger)),
                new TaskSerializer(options.Json, options.JsonContext) { Codec = options.CreateCodec() },
                telemetry,
                new WorkerPulse(time, new LoopFaults(options.Queue, logger)),
                time,
                logger);
        }
    }

    private async Task<ITaskStore> OpenAsync(TimeProvider time, QueueTelemetry telemetry, ILogger logger)
    {
        var storeOptions = new StoreOptions(options.Queue)
        {
            MaxDeadLetters = options.MaxDeadLetters,
            DeadLetterAge = options.DeadLetterAge,
            Failed = telemetry.StoreFailed,
            WaitForReplicas = options.WaitForReplicas,
            WaitForDisk = options.WaitForDisk,
            ReplicaTimeout = options.ReplicaTimeout,
        };
        ITaskStore store = options.Redis is { } redis
            ? await RedisTaskStore.OpenAsync(redis, storeOptions, time).ConfigureAwait(false)
            : new InMemoryTaskStore(storeOptions, time);
        telemetry.Address = store.Address;
        if (store.Risk is { } risk)
        {
            logger.StoreAtRisk(options.Queue, risk);
        }

        return store;
    }
}
