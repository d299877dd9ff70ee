using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Streaq.Client;
using Streaq.Execution;
using Streaq.Maintenance;
using Streaq.Storage;
using Streaq.Storage.InMemory;
using Streaq.Storage.Redis;
using Streaq.Tasks;
using Streaq.Telemetry;
using Streaq.Tests.Storage.Redis;
using Streaq.Workers;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>The parts of a worker without its loops, so that a test can stop it at any line.</summary>
internal sealed class StoreBench : IAsyncDisposable
{
    public static readonly TaskDefinition<string> Work = new("work");

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly string _queue;
    private readonly string? _redis;
    private readonly ILogger _logger;
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();
    private readonly Enqueuer _enqueuer;
    private readonly TaskExecutor _executor;

    private StoreBench(
        ITaskStore store, StreaqOptions options, TimeProvider time, Func<string, TaskContext, Task> handler, ILogger logger)
    {
        var serializer = new TaskSerializer(null, null);
        (Store, Time, _queue, _redis, _logger) = (store, time, options.Queue, options.Redis, logger);
        Telemetry = new QueueTelemetry
        {
            Queue = options.Queue,
            Address = store.Address,
            RecordException = options.RecordException,
            TraceReceive = options.TraceReceive,
            TraceAck = options.TraceAck,
            TraceWait = options.TraceWait,
        };
        _enqueuer = new Enqueuer(
            new StoreAccess(() => Task.FromResult(store)), new MessageBuilder("normal", TraceMode.Auto, serializer, Telemetry), new EnqueueChains(new EnqueueChain([], TaskMetadata.Empty, _services), []), new ServedPriorities(options.Queue, [], time), Telemetry, time, logger);
        var registration = new TaskRegistration<string, int>(
            Work,
            new(
                async (how, context) =>
                {
                    await handler(how, context);
                    return 0;
                },
                [],
                Blocks: false,
                []),
            serializer);
        _executor = new TaskExecutor(
            new TaskRegistry([registration]), _services.GetRequiredService<IServiceScopeFactory>(), Telemetry, time, logger);
    }

    public ITaskStore Store { get; }

    public TimeProvider Time { get; }

    public QueueTelemetry Telemetry { get; }

    /// <param name="queue">The queue.</param>
    /// <param name="redis">The connection string; <see langword="null"/> for the embedded store.</param>
    /// <param name="time">The clock.</param>
    /// <param name="handler">Runs the task.</param>
    /// <param name="logger">Receives the log.</param>
    /// <param name="set">Sets further options.</param>
    public static async Task<StoreBench> OpenAsync(
        string queue, string? redis, TimeProvider time, Func<string, TaskContext, Task> handler, ILogger logger, Action<StreaqOptions>? set = null)
    {
        var options = new StreaqOptions { Queue = queue, Redis = redis };
        set?.Invoke(options);
        ITaskStore store = redis is null
            ? new InMemoryTaskStore(new StoreOptions(queue), time)
            : await RedisTaskStore.OpenAsync(RedisText.Access(redis), new StoreOptions(queue), time);
        return new StoreBench(store, options, time, handler, logger);
    }

    public async Task<string> EnqueueAsync(string how) => (await _enqueuer.EnqueueAsync(Work, how, given: null, CancellationToken.None)).Task.Id;

    public async Task<NotingLease> JoinAsync(string worker) =>
        new(await Store.JoinAsync(new WorkerRegistration(worker, ["normal"], Lease), CancellationToken.None));

    /// <summary>Fetches the only task and runs it to the point before its outcome is stored.</summary>
    public async Task<Attempt> RunAsync(IWorkerLease lease, IAttemptObserver? observer = null)
    {
        var deliveries = new List<Delivery>();
        await lease.FetchAsync(1, TimeSpan.Zero, deliveries, CancellationToken.None);
        return await _executor.ExecuteAsync(
            Assert.Single(deliveries), _executor.Host(Store, lease, observer, new AbortRequests(), CancellationToken.None));
    }

    /// <summary>Stores the attempt's outcome, or finds that it can't be stored.</summary>
    public async Task SettleAsync(IWorkerLease lease, Attempt attempt, CancellationToken giveUp = default)
    {
        var completer = new Completer(lease, _executor, new SettleTelemetry(Telemetry), Time, new(Time, _logger));
        await completer.AddAsync(attempt);
        completer.Complete();
        await completer.RunAsync(giveUp);
    }

    /// <summary>Lets the lease of that worker run out, as if it had not been renewed.</summary>
    public async Task ExpireLeaseAsync(string worker)
    {
        if (_redis is null)
        {
            ((FakeTime)Time).Advance(Lease);
            return;
        }

        using var connection = await ConnectionMultiplexer.ConnectAsync($"{_redis},allowAdmin=true");
        await connection.GetDatabase().SortedSetAddAsync($"streaq:{{{_queue}}}:workers", worker, 0);
    }

    /// <summary>Runs the regular reclaim of a worker.</summary>
    public Task ReclaimAsync(string worker) =>
        new ReclaimOrphans(worker, ["normal"], Lease, Telemetry, Time, _logger).RunOnceAsync(Store, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await _services.DisposeAsync();
    }
}

/// <summary>A lease that reports when attempts were noted.</summary>
internal class NotingLease(IWorkerLease inner) : IWorkerLease
{
    private readonly TaskCompletionSource _noted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Noted => _noted.Task;

    public string Worker => inner.Worker;

    public virtual ValueTask FetchAsync(int room, TimeSpan wait, ICollection<Delivery> deliveries, CancellationToken cancellationToken) =>
        inner.FetchAsync(room, wait, deliveries, cancellationToken);

    public ValueTask<StartDecision> AdmitAsync(Delivery delivery, StartConditions conditions, CancellationToken cancellationToken) =>
        inner.AdmitAsync(delivery, conditions, cancellationToken);

    public virtual ValueTask<bool> SettleAsync(IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken) =>
        inner.SettleAsync(settlements, cancellationToken);

    public ValueTask<bool> RenewAsync(CancellationToken cancellationToken) => inner.RenewAsync(cancellationToken);

    public async ValueTask NoteAttemptsAsync(
        IReadOnlyList<KeyValuePair<string, string>> began, IReadOnlyList<string> ended, CancellationToken cancellationToken)
    {
        await inner.NoteAttemptsAsync(began, ended, cancellationToken);
        _noted.TrySetResult();
    }

    public ValueTask<int> LeaveAsync(CancellationToken cancellationToken) => inner.LeaveAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
