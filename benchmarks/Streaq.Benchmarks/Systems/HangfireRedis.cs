using System.Diagnostics;
using Hangfire;
using Hangfire.Redis.StackExchange;
using StackExchange.Redis;
using Streaq.Benchmarks.Queues;

namespace Streaq.Benchmarks.Systems;

/// <summary>Hangfire on Redis, with the job that it finds by its expression.</summary>
public sealed class HangfireRedis : IQueueUnderTest
{
    /// <summary>A job is a call that any process makes again, so what it tells is static.</summary>
    private static readonly Starts Starts = new();

    private readonly ConnectionMultiplexer _connection;
    private readonly RedisStorage _storage;
    private readonly BackgroundJobClient _client;
    private readonly int _tasks;
    private readonly int _concurrency;
    private BackgroundJobServer? _server;

    private HangfireRedis(ConnectionMultiplexer connection, string name, int tasks, int concurrency)
    {
        (_connection, _tasks, _concurrency) = (connection, tasks, concurrency);
        _storage = new RedisStorage(connection, new RedisStorageOptions { Prefix = $"{{{name}}}:" });
        _client = new BackgroundJobClient(_storage);
        Starts.Expect(tasks, held: false);
    }

    internal static async Task<IQueueUnderTest> OpenAsync(string redis, string name, int tasks, int concurrency)
    {
        GlobalConfiguration.Configuration.UseNoOpLogProvider();
        // Its calls block, also those of the callers: without threads to spare the client has none to answer them on.
        ThreadPool.SetMinThreads(4 * concurrency, 4 * concurrency);
        return new HangfireRedis(await ConnectionMultiplexer.ConnectAsync(redis), name, tasks, concurrency);
    }

    /// <summary>The job.</summary>
    public static int NoOp(int argument)
    {
        Starts.Count();
        return argument;
    }

    bool IQueueUnderTest.HasBulk => false;

    public Task<TimeSpan> EnqueueManyAsync() => throw new NotSupportedException("It has no call for many jobs.");

    /// <summary>Its call has no asynchronous form.</summary>
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
        await _connection.DisposeAsync();
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
