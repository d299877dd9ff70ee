using System.Diagnostics;
using Hangfire;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Systems;

/// <summary>A queue of Hangfire in some storage, with a job that Hangfire finds by its expression.</summary>
public sealed class HangfireQueue : IQueueUnderTest
{
    /// <summary>Hangfire repeats the job's call in any process, so its state is static.</summary>
    private static readonly Starts Starts = new();

    private readonly JobStorage _storage;
    private readonly BackgroundJobClient _client;
    private readonly int _tasks;
    private readonly int _concurrency;
    private readonly Func<ValueTask> _closeAsync;
    private BackgroundJobServer? _server;

    internal HangfireQueue(JobStorage storage, int tasks, int concurrency, Func<ValueTask> closeAsync)
    {
        (_storage, _tasks, _concurrency, _closeAsync) = (storage, tasks, concurrency, closeAsync);
        _client = new BackgroundJobClient(_storage);
        Starts.Expect(tasks, held: false);
    }

    /// <summary>Sets up the process, before the first storage.</summary>
    internal static void Prepare(int concurrency)
    {
        GlobalConfiguration.Configuration.UseNoOpLogProvider();
        // The calls block, also those of the callers. Without spare threads the client has none to deliver answers on.
        ThreadPool.SetMinThreads(4 * concurrency, 4 * concurrency);
    }

    /// <summary>The job.</summary>
    public static int NoOp(int argument)
    {
        Starts.Count();
        return argument;
    }

    bool IQueueUnderTest.HasBulk => false;

    public Task<TimeSpan> EnqueueManyAsync() => throw new NotSupportedException("It has no call for many jobs.");

    /// <summary>The call has no asynchronous form.</summary>
    public Task<TimeSpan> EnqueueOneByOneAsync(int callers) => Callers.RunAsync(_tasks, callers, () => argument =>
    {
        _client.Enqueue(() => NoOp(argument));
        return Task.CompletedTask;
    });

    public async Task<TimeSpan> DrainAsync()
    {
        StartServer();
        await StoredAsync();
        return Starts.Elapsed;
    }

    public async Task<TimeSpan> RunTogetherAsync(int callers)
    {
        StartServer();
        var began = Stopwatch.GetTimestamp();
        await EnqueueOneByOneAsync(callers);
        await StoredAsync();
        return Stopwatch.GetElapsedTime(began);
    }

    public async ValueTask DisposeAsync()
    {
        _server?.Dispose();
        await _closeAsync();
    }

    private void StartServer() => _server = new BackgroundJobServer(new BackgroundJobServerOptions { WorkerCount = _concurrency }, _storage);

    private async Task StoredAsync()
    {
        await Starts.Last;
        var monitoring = _storage.GetMonitoringApi();
        while (monitoring.GetStatistics().Processing > 0)
        {
            await Task.Yield();
        }
    }
}
