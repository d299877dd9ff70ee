using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Streaq.Silent.Tests.Costs;

/// <summary>A queue with a worker for plain tasks, which a test fills and drains.</summary>
internal sealed class CostQueue : IDisposable
{
    /// <summary>So many that the start and the stop of a host, which are measured with a drain, cost little beside them.</summary>
    public const int Tasks = 20_000;

    private const int Callers = 32;

    private static readonly TaskDefinition<int, int> NoOp = new("cost.noop");

    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IHost _host;
    private readonly IStreaqClient _client;
    private int _left;

    /// <param name="store">Chooses the store.</param>
    public CostQueue(Action<StreaqOptions> store)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddStreaq(store).AddWorker(options => options.Concurrency = Callers).Map(NoOp, (int argument) =>
        {
            if (Interlocked.Decrement(ref _left) == 0)
            {
                _started.SetResult();
            }

            return argument;
        });
        _host = builder.Build();
        _client = _host.Services.GetRequiredService<IStreaqClient>();
    }

    public Task EnqueueAllAsync(int tasks = Tasks) => _client.EnqueueManyAsync(NoOp, Enumerable.Range(0, tasks));

    public Task EnqueueEachAsync(int tasks = Tasks) => Task.WhenAll(Enumerable.Range(0, Callers).Select(async caller =>
    {
        for (var i = caller; i < tasks; i += Callers)
        {
            await _client.EnqueueAsync(NoOp, i);
        }
    }));

    /// <summary>Returns when all outcomes are stored.</summary>
    public async Task DrainAsync(int tasks = Tasks)
    {
        _left = tasks;
        await _host.StartAsync();
        await _started.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await _host.StopAsync();
    }

    public void Dispose() => _host.Dispose();

    /// <summary>Measures the cost of a task, enqueued one by one and then run.</summary>
    /// <param name="store">Chooses the store.</param>
    /// <param name="measureAsync">Measures a step.</param>
    public static async Task<(T Enqueue, T Drain)> MeasureAsync<T>(Action<StreaqOptions> store, Func<Func<Task>, Task<T>> measureAsync)
    {
        using var queue = new CostQueue(store);
        // The first call opens the connections that later calls use.
        await queue.EnqueueEachAsync(Callers);
        var enqueue = await measureAsync(() => queue.EnqueueEachAsync(Tasks - Callers));
        return (enqueue, await measureAsync(() => queue.DrainAsync()));
    }
}
