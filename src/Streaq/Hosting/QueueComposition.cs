using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
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

/// <summary>Composes the parts of one queue from its declaration, its options and the services of the application.</summary>
internal sealed class QueueComposition : IAsyncDisposable, IDisposable
{
    private readonly QueueDeclaration _declaration;
    private readonly IServiceProvider _provider;
    private readonly QueueParts _parts;
    private readonly SyncThreads _syncThreads;
    private ClosableRun? _worker;

    /// <exception cref="OptionsValidationException">An option breaks a rule.</exception>
    public QueueComposition(QueueDeclaration declaration, IServiceProvider provider)
    {
        declaration.Close();
        (_declaration, _provider) = (declaration, provider);
        Options = provider.GetRequiredService<IOptionsMonitor<StreaqOptions>>().Get(declaration.OptionsName);
        WorkerOptions = provider.GetRequiredService<IOptionsMonitor<WorkerOptions>>().Get(declaration.OptionsName);
        _parts = CreateParts();
        _syncThreads = new SyncThreads(WorkerOptions.SyncConcurrency ?? WorkerOptions.Concurrency);
    }

    public string? Name => _declaration.Name;

    public StreaqOptions Options { get; }

    /// <summary>The options of the worker; <see langword="null"/> when this process only enqueues.</summary>
    public WorkerOptions? Worker => _declaration.HasWorker && WorkerOptions.Enabled ? WorkerOptions : null;

    public TimeProvider Time => _parts.Time;

    /// <summary>The health of the worker of this process, as the worker reports it.</summary>
    public WorkerPulse Pulse => _parts.Pulse;

    public StoreAccess Store => _parts.Store;

    private WorkerOptions WorkerOptions { get; }

    private IReadOnlyList<ScheduleDefinition> Schedules => [.. _declaration.Crons.Select(cron => cron.Define(Options))];

    private string Place => Options.Source?.Place ?? "the embedded store";

    public StreaqClient CreateClient() => CreateClient(CreateEnqueuer(), CreateScheduler());

    /// <summary>Creates the enqueue in two steps. Its handles work like those of the client.</summary>
    public DeferredEnqueue CreateDeferredEnqueue()
    {
        var (enqueuer, scheduler) = (CreateEnqueuer(), CreateScheduler());
        return new(enqueuer, scheduler, CreateClient(enqueuer, scheduler), Time);
    }

    private StreaqClient CreateClient(Enqueuer enqueuer, Scheduler scheduler)
    {
        var (store, serializer, telemetry, _, time, logger) = _parts;
        var codec = serializer.Codec ?? new PayloadCodec(Options.Queue);
        var driver = Name is null ? _provider.GetService<IQueueDriver>() : _provider.GetKeyedService<IQueueDriver>(Name);
        return new StreaqClient(
            enqueuer,
            scheduler,
            new TaskEnds(store, serializer, new WaitTelemetry(telemetry), time) { Driver = driver },
            new LookUps(store, WorkerOptions.ServedPriorities),
            new Aborter(store, new AbortTelemetry(telemetry), time, logger),
            new PauseControl(store, Options.Queue, logger),
            new DeadLetters(store, new DeadLetterReplay(codec, telemetry, time, logger)) { Driver = driver })
        {
            Queue = Options.Queue,
            Driver = driver,
        };
    }

    /// <exception cref="InvalidOperationException">
    /// A mapping is unfinished, or a handler requires a service that is not registered.
    /// </exception>
    /// <exception cref="PayloadLossException">JSON would leave out some of an argument or a result.</exception>
    public IWorkerRun CreateWorker()
    {
        var registry = CreateRegistry();
        if (!WorkerOptions.Enabled)
        {
            return new DisabledWorker(WorkerOptions.Name, Options.Queue, _parts.Logger);
        }

        var shutdown = _provider.GetService<IOptions<HostOptions>>()?.Value.ShutdownTimeout ?? Timeout.InfiniteTimeSpan;
        var run = new WorkerComposition(_parts, WorkerOptions, Place)
        {
            Stop = StopTimes.Within(WorkerOptions.GracePeriod, shutdown),
        }.Create(CreateExecutor(registry), registry.Count, Schedules, _provider);
        return _worker = new ClosableRun(run, shutdown);
    }

    /// <inheritdoc cref="CreateWorker"/>
    public TaskRunner CreateRunner() => new(
        _parts.Store,
        () => new InMemoryTaskStore(new StoreOptions(Options.Queue), _parts.Time),
        CreateMessages(),
        _parts.Serializer,
        new LeasedAttempt(CreateExecutor(CreateRegistry()), WorkerOptions, _parts.Telemetry, _parts.Time, _parts.Logger),
        new FireSchedules(Schedules, new CronTelemetry(_parts.Telemetry), _parts.Time, _parts.Logger) { Codec = _parts.Serializer.Codec });

    public async ValueTask DisposeAsync()
    {
        if (_worker is { } worker)
        {
            await worker.DisposeAsync().ConfigureAwait(false);
        }

        _syncThreads.Dispose();
        await _parts.Store.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>A service provider that is disposed synchronously throws for services that implement only IAsyncDisposable.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private Enqueuer CreateEnqueuer() => new(
        _parts.Store,
        CreateMessages(),
        _declaration.CreateEnqueueChains(_provider),
        CreatePriorities(),
        _parts.Telemetry,
        _parts.Time,
        _parts.Logger)
    {
        OutageWait = Options.EnqueueOutageWait > TimeSpan.Zero ? new OutageWait(Options.EnqueueOutageWait, _parts.Time) : null,
    };

    private Scheduler CreateScheduler()
    {
        var (store, serializer, telemetry, _, time, logger) = _parts;
        return new Scheduler(store, CreateMessages(), serializer, CreatePriorities(), new CronTelemetry(telemetry))
        {
            Early = new EarlyRuns(store, serializer.Codec ?? new PayloadCodec(Options.Queue), telemetry, time, logger),
        };
    }

    private ServedPriorities CreatePriorities() => new(Options.Queue, Worker?.ServedPriorities ?? [], _parts.Time);

    private MessageBuilder CreateMessages() => new(Options.DefaultPriority, Options.TraceMode, _parts.Serializer, _parts.Telemetry);

    private TaskRegistry CreateRegistry()
    {
        var registry = _declaration.CreateRegistry(_parts.Serializer, _syncThreads);
        registry.CheckPayloads();
        if (_provider.GetService<IServiceProviderIsService>() is { } services)
        {
            registry.CheckServices(services);
        }

        return registry;
    }

    private TaskExecutor CreateExecutor(TaskRegistry registry) => new(
        registry,
        _provider.GetRequiredService<IServiceScopeFactory>(),
        _parts.Telemetry,
        _parts.Time,
        _parts.Logger);

    private QueueParts CreateParts()
    {
        var time = _provider.GetService<TimeProvider>() ?? TimeProvider.System;
        var loggers = _provider.GetService<ILoggerFactory>();
        var logger = new GuardedLogger(loggers?.CreateLogger(StreaqTelemetry.SourceName) ?? NullLogger.Instance)
        {
            IsDeaf = loggers is null or NullLoggerFactory
                || (loggers is LoggerFactory && !_provider.GetServices<ILoggerProvider>().Any()),
        };
        var telemetry = new QueueTelemetry
        {
            Queue = Options.Queue,
            Listeners = new ListenerGuard(logger),
            MaxParentAge = Options.MaxParentAge,
            MaxCreateSpans = Options.MaxCreateSpans,
            RecordException = Options.RecordException,
            TraceReceive = Options.TraceReceive,
            TraceAck = Options.TraceAck,
            TraceWait = Options.TraceWait,
            Address = Options.Source?.Address,
        };
        telemetry.Listeners.TellOfCreation();
        telemetry.Baggage.FirstCut = (members, kept) => logger.BaggageCut(members, kept, BaggageLimit.MaxLength);
        // Shared by all tries to open, so that the application's connection is requested once.
        var redis = new Lazy<RedisAccess?>(() => Options.Source?.In(_provider));
        return new QueueParts(
            new StoreAccess(() => OpenAsync(redis.Value, time, telemetry, logger)),
            new TaskSerializer(Options.Json, Options.JsonContext) { Codec = Options.CreateCodec() },
            telemetry,
            new WorkerPulse(time, new LoopFaults(Options.Queue, logger)),
            time,
            logger);
    }

    private async Task<ITaskStore> OpenAsync(RedisAccess? redis, TimeProvider time, QueueTelemetry telemetry, ILogger logger)
    {
        if (redis is not null)
        {
            // Leaves the caller's stack: user code may be called for a connection, and the caller holds a lock.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        }

        var storeOptions = new StoreOptions(Options.Queue)
        {
            MaxDeadLetters = Options.MaxDeadLetters,
            DeadLetterAge = Options.DeadLetterAge,
            Failed = telemetry.StoreFailed,
            Moved = address => telemetry.Address = address,
            Unlisted = () => logger.QueueUnlisted(Options.Queue),
            WaitForReplicas = Options.WaitForReplicas,
            WaitForDisk = Options.WaitForDisk,
            ReplicaTimeout = Options.ReplicaTimeout,
        };
        ITaskStore store = redis is not null
            ? await RedisTaskStore.OpenAsync(redis, storeOptions, time).ConfigureAwait(false)
            : new InMemoryTaskStore(storeOptions, time);
        telemetry.Address = store.Address;
        if (store.Risk is { } risk)
        {
            logger.StoreAtRisk(Options.Queue, risk);
        }

        return store;
    }
}
