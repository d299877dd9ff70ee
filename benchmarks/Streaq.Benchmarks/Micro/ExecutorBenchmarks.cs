using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Streaq.Benchmarks.Queues;
using Streaq.Execution;
using Streaq.Storage;
using Streaq.Storage.InMemory;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Benchmarks.Micro;

/// <summary>One attempt from delivery to settlement, without a store.</summary>
public class ExecutorBenchmarks
{
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();
    private readonly TaskExecutor _executor;
    private readonly TaskExecutor _withMiddleware;
    private AttemptHost _host = null!;
    private ActivityListener? _listener;

    public ExecutorBenchmarks()
    {
        MiddlewareStep through = new LambdaStep(static (context, next) => next(context));
        _executor = Executor([]);
        _withMiddleware = Executor([through, through, through]);
    }

    /// <summary>Whether every span is created, sampled and dropped.</summary>
    [Params(false, true)]
    public bool Traced { get; set; }

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        var store = new InMemoryTaskStore(new StoreOptions("bench"), TimeProvider.System);
        var registration = new WorkerRegistration("worker", ["normal"], TimeSpan.FromDays(1));
        var lease = await store.JoinAsync(registration, CancellationToken.None);
        _host = _executor.Host(store, lease, observer: null, new AbortRequests(), CancellationToken.None);
        _listener = Traced ? DroppedSpans.Listen() : null;
    }

    [GlobalCleanup]
    public void StopListening() => _listener?.Dispose();

    [Benchmark]
    public async Task Execute() => _executor.Finish([await _executor.ExecuteAsync(Samples.Delivery, _host)], stored: true);

    [Benchmark]
    public async Task ExecuteWithThreeMiddleware() =>
        _withMiddleware.Finish([await _withMiddleware.ExecuteAsync(Samples.Delivery, _host)], stored: true);

    private TaskExecutor Executor(MiddlewareStep[] middleware)
    {
        var registration = new TaskRegistration<int, int>(
            Samples.Task, new(static (argument, _) => new(argument), [], Blocks: false, []), new TaskSerializer(options: null, context: null))
        {
            Layers = new(MiddlewareChain.Of(middleware), [], TaskMetadata.Empty),
        };
        return new(
            new TaskRegistry([registration]), _services.GetRequiredService<IServiceScopeFactory>(),
            new QueueTelemetry { Queue = "default" }, TimeProvider.System, NullLogger.Instance);
    }
}
