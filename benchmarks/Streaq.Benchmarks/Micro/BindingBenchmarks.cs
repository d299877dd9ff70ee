using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Streaq.Execution;
using Streaq.Storage;
using Streaq.Storage.InMemory;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Benchmarks.Micro;

/// <summary>
/// Compares a handler that the source generator binds with one that is bound at run time by a compiled expression: the call of the handler
/// in an attempt, and the mapping when an application starts.
/// </summary>
public class BindingBenchmarks
{
    private readonly TaskSerializer _serializer = new(options: null, context: null);
    private readonly SyncThreads _threads = new(1);
    private readonly ServiceProvider _services = new ServiceCollection().AddSingleton<Shelf>().BuildServiceProvider();
    private TaskRegistration _generated = null!;
    private TaskRegistration _atRunTime = null!;
    private TaskContext _context = null!;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        (_generated, _atRunTime) = (Find(MapGenerated()), Find(MapAtRunTime()));
        var executor = new TaskExecutor(
            new TaskRegistry([_generated]), _services.GetRequiredService<IServiceScopeFactory>(),
            new QueueTelemetry { Queue = "default" }, TimeProvider.System, NullLogger.Instance);
        var store = new InMemoryTaskStore(new StoreOptions("bench"), TimeProvider.System);
        var lease = await store.JoinAsync(new WorkerRegistration("worker", ["normal"], TimeSpan.FromDays(1)), CancellationToken.None);
        var host = executor.Host(store, lease, observer: null, new AbortRequests(), CancellationToken.None);
        _context = _generated.CreateContext(new Attempt(Samples.Delivery, host, _generated, startedAt: 0));
    }

    [GlobalCleanup]
    public void CleanUp() => _threads.Dispose();

    [Benchmark]
    public Task CallGenerated() => _generated.HandleAsync(_context);

    [Benchmark(Baseline = true)]
    public Task CallBoundAtRunTime() => _atRunTime.HandleAsync(_context);

    [Benchmark]
    public StreaqBuilder MapGenerated()
    {
        var streaq = new ServiceCollection().AddStreaq();
        streaq.Map(Samples.Task, (int argument, TaskContext context, Shelf shelf) => new ValueTask<int>(shelf.Take(argument, context)));
        return streaq;
    }

    [Benchmark]
    public StreaqBuilder MapAtRunTime()
    {
        var streaq = new ServiceCollection().AddStreaq();
        // The generator does not see a handler in a variable.
        Delegate handler = (int argument, TaskContext context, Shelf shelf) => new ValueTask<int>(shelf.Take(argument, context));
        streaq.Map(Samples.Task, handler);
        return streaq;
    }

    private TaskRegistration Find(StreaqBuilder streaq) => streaq.Queue.CreateRegistry(_serializer, _threads).Find(Samples.Task.Name)!;
}

/// <summary>A service that costs nothing.</summary>
internal sealed class Shelf
{
    private int _taken;

    public int Take(int number, TaskContext context) => _taken += number + context.Attempt;
}
