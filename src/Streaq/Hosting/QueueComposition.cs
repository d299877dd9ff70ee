using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Streaq.Client;
using Streaq.Execution;
using Streaq.Storage;
using Streaq.Storage.InMemory;
using Streaq.Storage.Redis;
using Streaq.Tasks;
using Streaq.Telemetry;
using Streaq.Workers;

namespace Streaq.Hosting;

/// <summary>What the builder collected for one queue, and how its parts are put together.</summary>
internal sealed class QueueComposition(StreaqOptions options) : IAsyncDisposable
{
    private readonly Dictionary<string, TaskRegistration?> _registrations = new(StringComparer.Ordinal);
    private readonly List<Func<TaskDelegate, TaskDelegate>> _middleware = [];
    private readonly List<Func<EnqueueContext, EnqueueDelegate, Task>> _enqueueMiddleware = [];
    private readonly List<CronDeclaration> _crons = [];
    private readonly Lock _gate = new();
    private Parts? _parts;

    public WorkerOptions? Worker { get; set; }

    /// <exception cref="InvalidOperationException">The name is taken, or the queue is in use.</exception>
    public void Reserve(TaskDefinition task)
    {
        ThrowIfInUse();
        if (!_registrations.TryAdd(task.Name, null))
        {
            throw new InvalidOperationException($"Task '{task.Name}' is mapped twice in queue '{options.Queue}'; every task needs a name of its own.");
        }
    }

    public TaskMapping Map<TArgument, TResult>(TaskDefinition task, TaskInvocation<TArgument, TResult> invocation, IReadOnlyList<RequiredService> services)
    {
        var registration = new TaskRegistration<TArgument, TResult>(task, invocation, services, () => _parts!.Serializer);
        _registrations[task.Name] = registration;
        return new TaskMapping(registration.Settings);
    }

    public CronMapping AddCron(TaskDefinition<NoArgument> task, string expression, Delegate handler)
    {
        var (invocation, services) = DelegateBinder.Bind<NoArgument, NoResult>(task, handler);
        Reserve(task);
        var registration = new PayloadlessRegistration(task, invocation, services);
        _registrations[task.Name] = registration;
        var declaration = new CronDeclaration(task.Name, expression);
        _crons.Add(declaration);
        return new CronMapping(registration.Settings, declaration);
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

    public StreaqClient CreateClient(IServiceProvider provider)
    {
        var parts = Assemble(provider);
        var messages = new MessageBuilder(options.DefaultPriority, options.TraceMode, parts.Serializer, parts.Telemetry.Baggage);
        var enqueuer = new Enqueuer(parts.Store, messages, new EnqueueChain(_enqueueMiddleware), parts.Telemetry, parts.Time, parts.Logger);
        return new StreaqClient(
            enqueuer,
            parts.Store,
            parts.Serializer,
            parts.Time,
            new DeadLetters(parts.Store, parts.Telemetry, parts.Time),
            new WaitTelemetry(parts.Telemetry))
        {
            Priorities = Worker?.Priorities ?? new WorkerOptions().Priorities,
            Scheduler = new Scheduler(parts.Store, messages, parts.Serializer),
        };
    }

    /// <exception cref="InvalidOperationException">A mapping is unfinished, or a handler asks for a service that nobody registered.</exception>
    public WorkerService CreateWorker(IServiceProvider provider)
    {
        var parts = Assemble(provider);
        foreach (var (name, registration) in _registrations)
        {
            if (registration is null)
            {
                throw new InvalidOperationException($"Task '{name}' has no handler: Map was not followed by To.");
            }
        }

        var registry = new TaskRegistry(_registrations.Values!);
        if (provider.GetService<IServiceProviderIsService>() is { } services)
        {
            registry.CheckServices(services);
        }

        var executor = new TaskExecutor(
            registry, MiddlewareChain.Build(_middleware), provider.GetRequiredService<IServiceScopeFactory>(), parts.Telemetry, parts.Time, parts.Logger);
        return new WorkerService(
            Worker!, parts.Store, executor, parts.Telemetry, registry.Count, [.. _crons.Select(cron => cron.Define(options))], provider.GetRequiredService<IHostApplicationLifetime>(), parts.Time, parts.Logger);
    }

    public ValueTask DisposeAsync() => _parts?.Store.DisposeAsync() ?? ValueTask.CompletedTask;

    private void ThrowIfInUse()
    {
        if (_parts is not null)
        {
            throw new InvalidOperationException($"Queue '{options.Queue}' is in use already; map its tasks and middleware before the host is built.");
        }
    }

    private Parts Assemble(IServiceProvider provider)
    {
        lock (_gate)
        {
            if (_parts is { } parts)
            {
                return parts;
            }

            options.Validate();
            var time = provider.GetService<TimeProvider>() ?? TimeProvider.System;
            var telemetry = new QueueTelemetry
            {
                Queue = options.Queue,
                MaxParentAge = options.MaxParentAge,
                MaxCreateSpans = options.MaxCreateSpans,
                RecordException = options.RecordException,
                TraceReceive = options.TraceReceive,
                TraceAck = options.TraceAck,
                TraceWait = options.TraceWait,
            };
            var logger = provider.GetService<ILoggerFactory>()?.CreateLogger(StreaqTelemetry.SourceName) ?? NullLogger.Instance;
            telemetry.Baggage.FirstCut = (members, kept) => logger.BaggageCut(members, kept, BaggageLimit.MaxLength);
            return _parts = new Parts(
                new StoreAccess(() => OpenAsync(time, telemetry)), new TaskSerializer(options.Json, options.JsonContext), telemetry, time, logger);
        }
    }

    private async Task<ITaskStore> OpenAsync(TimeProvider time, QueueTelemetry telemetry)
    {
        var storeOptions = new StoreOptions(options.Queue)
        {
            MaxDeadLetters = options.MaxDeadLetters,
            DeadLetterAge = options.DeadLetterAge,
            Failed = telemetry.StoreFailed,
        };
        ITaskStore store = options.Redis is { } redis
            ? await RedisTaskStore.OpenAsync(redis, storeOptions, time).ConfigureAwait(false)
            : new InMemoryTaskStore(storeOptions, time);
        telemetry.Address = store.Address;
        return store;
    }

    private sealed record Parts(StoreAccess Store, TaskSerializer Serializer, QueueTelemetry Telemetry, TimeProvider Time, ILogger Logger);
}
