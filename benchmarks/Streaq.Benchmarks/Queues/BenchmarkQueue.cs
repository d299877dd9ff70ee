using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Trace;
using Streaq.Hosting;
using Streaq.Storage;

namespace Streaq.Benchmarks.Queues;

/// <summary>A host with one queue and its worker, set up as in an application, without logging.</summary>
internal sealed class BenchmarkQueue : IQueueUnderTest
{
    private readonly IHost _host;
    private readonly int _tasks;
    private readonly Starts _starts;

    /// <param name="redis">Host and port; <see langword="null"/> for the embedded store.</param>
    /// <param name="tasks">How many tasks the worker is to run.</param>
    /// <param name="worker">Sets up the worker, which works from <see cref="StartWorkerAsync"/> on.</param>
    /// <param name="queue">The queue's name.</param>
    /// <param name="services">Adds services to the application.</param>
    public BenchmarkQueue(
        string? redis, int tasks, Action<WorkerOptions> worker, string? queue = null, Action<IServiceCollection>? services = null)
    {
        Name = queue ?? BenchmarkRedis.NewQueue();
        (_tasks, _starts) = (tasks, new Starts(tasks));
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        var streaq = builder.Services.AddStreaq(options =>
        {
            options.Queue = Name;
            if (redis is null)
            {
                options.UseEmbeddedStore();
            }
            else
            {
                options.Redis = redis;
            }
        }).AddWorker(worker);
        BenchmarkTasks.MapTo(streaq, _starts.Count);
        services?.Invoke(builder.Services);
        _host = builder.Build();
        // The host would create the provider when it starts with its worker; enqueues before that need their spans too.
        _host.Services.GetService<TracerProvider>();
        Client = _host.Services.GetRequiredService<IStreaqClient>();
    }

    /// <summary>Creates a queue and opens its connection.</summary>
    public static async Task<BenchmarkQueue> OpenAsync(string? redis, int tasks, int concurrency, string? name = null)
    {
        var queue = new BenchmarkQueue(redis, tasks, worker => worker.Concurrency = concurrency, name);
        await queue.ConnectAsync();
        return queue;
    }

    public string Name { get; }

    public IStreaqClient Client { get; }

    public Task StartWorkerAsync() => _host.StartAsync();

    public async Task<TimeSpan> DrainAsync()
    {
        await StartWorkerAsync();
        await StoredAsync();
        return _starts.Elapsed;
    }

    /// <summary>
    /// Drains a queue in which other workers hold tasks too: the worker stops when it has
    /// started all of its own, and so stores their outcomes.
    /// </summary>
    public async Task<TimeSpan> DrainAndStopAsync()
    {
        await StartWorkerAsync();
        await _starts.Last;
        await _host.StopAsync();
        return _starts.Elapsed;
    }

    /// <summary>Waits until all tasks have started and their outcomes are stored.</summary>
    public async Task StoredAsync()
    {
        await _starts.Last;
        // Only the last batches of outcomes can be under way now. Polling takes a few round trips; a sleep would be measured.
        while (await Client.CountsAsync() is { Running: > 0 })
        {
            await Task.Yield();
        }
    }

    public Task<TimeSpan> EnqueueOneByOneAsync(int callers) => EnqueueOneByOneAsync(_tasks, callers);

    public Task<TimeSpan> EnqueueOneByOneAsync(int tasks, int callers) =>
        Callers.RunAsync(tasks, callers, () => argument => Client.EnqueueAsync(BenchmarkTasks.NoOp, argument));

    public async Task<TimeSpan> RunTogetherAsync(int callers)
    {
        await StartWorkerAsync();
        var began = Stopwatch.GetTimestamp();
        await EnqueueOneByOneAsync(callers);
        await StoredAsync();
        return Stopwatch.GetElapsedTime(began);
    }

    public Task<TimeSpan> EnqueueManyAsync() => EnqueueManyAsync(_tasks);

    public async Task<TimeSpan> EnqueueManyAsync(int tasks, EnqueueOptions? options = null)
    {
        var began = Stopwatch.GetTimestamp();
        await Client.EnqueueManyAsync(BenchmarkTasks.NoOp, Enumerable.Range(0, tasks), options);
        return Stopwatch.GetElapsedTime(began);
    }

    /// <summary>Opens the connection. Otherwise the first call would open it and be measured with it.</summary>
    public Task ConnectAsync() => Client.CountsAsync();

    /// <summary>The store itself, for trials of single verbs.</summary>
    public async Task<ITaskStore> OpenStoreAsync() => await _host.Services.GetRequiredService<QueueComposition>().Store.OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
