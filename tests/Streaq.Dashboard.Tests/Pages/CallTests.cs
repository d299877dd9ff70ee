using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using StackExchange.Redis.Profiling;

namespace Streaq.Dashboard.Tests.Pages;

/// <summary>A page sends as many commands for ten tasks as for thousands.</summary>
public sealed class CallTests : IAsyncLifetime
{
    private static readonly TaskDefinition<int> Work = new("work");
    private static readonly TaskDefinition<int> Broken = new("broken");

    private readonly FakeTime _time = new();
    private RedisServer? _redis;
    private ConnectionMultiplexer? _connection;
    private BoardApp? _workers;
    private BoardApp? _board;
    private ProfilingSession? _session;

    public async Task InitializeAsync()
    {
        _redis = await RedisServer.StartOwnAsync();
        _connection = await ConnectionMultiplexer.ConnectAsync(_redis.ConnectionString);
        _connection.RegisterProfiler(() => Volatile.Read(ref _session));
        _workers = await BoardApp.StartAsync(new BoardSetUp
        {
            Redis = _redis.ConnectionString,
            Queue = queue =>
            {
                queue.AddWorker();
                queue.Map(Broken, void (int _) => throw new FormatException("It is broken."));
            },
        });
        // The clock moves only when the test moves it.
        _board = await BoardApp.StartAsync(new BoardSetUp
        {
            Time = _time,
            Services = services => services.PostConfigure<StreaqOptions>(options => options.UseRedis(_ => _connection)),
        });
    }

    public async Task DisposeAsync()
    {
        await _board!.DisposeAsync();
        await _workers!.DisposeAsync();
        await _connection!.DisposeAsync();
        await _redis!.DisposeAsync();
    }

    [Fact]
    public async Task Pages_OfTenAndOfThousandsOfTasks_SendTheSame()
    {
        var client = _workers!.Client;
        // The last priority: a list of an earlier one would not read the others.
        await client.PauseAsync("low");
        var letter = await client.EnqueueAsync(Broken, 1, new EnqueueOptions { Id = "t-1" });
        await Assert.ThrowsAsync<TaskFailedException>(() => letter.WaitAsync());
        var scheduled = await client.EnqueueAsync(Work, 1, new EnqueueOptions { Delay = TimeSpan.FromHours(1) });
        await client.EnqueueManyAsync(Work, Enumerable.Range(0, 10), new EnqueueOptions { After = [scheduled] });
        var group = await client.GroupAsync(Work, [1, 2], new GroupOptions { Each = new EnqueueOptions { Delay = TimeSpan.FromHours(1) } });
        await client.ScheduleAsync("nightly", "0 3 * * *", Work, 1);
        var worker = Assert.Single(await client.WorkersAsync()).WorkerId;
        string[] paths =
        [
            "", "default", "default?window=8h", "default?window=72h", "default/tasks", "default/tasks?state=running",
            "default/tasks?state=scheduled", "default/tasks?state=waiting", "default/tasks/t-1", "default/dead",
            "default/dead?task=broken", "default/recent", "default/recent?order=slowest", "default/names/broken",
            "default/names/broken?window=72h", "default/schedules", "default/workers", $"default/workers/{worker}",
            $"default/groups/{group.Id}", "default/traces/0af7651916cd43dd8448eb211c80319c", "default/find?q=t-1",
        ];

        await AddAsync(client, 10);
        var few = await CallsAsync(paths);
        await AddAsync(client, 3_000);
        var many = await CallsAsync(paths);

        Assert.Equal(few, many);
        // A page that sends no command was shown from a snapshot.
        Assert.All(few, page => Assert.InRange(page.Calls, 1, 6));
    }

    private static async Task AddAsync(IStreaqClient client, int tasks)
    {
        await client.EnqueueManyAsync(Work, Enumerable.Range(0, tasks), new EnqueueOptions { Priority = "low" });
        await client.EnqueueManyAsync(Work, Enumerable.Range(0, tasks), new EnqueueOptions { Delay = TimeSpan.FromHours(1) });
        var group = await client.GroupAsync(Broken, Enumerable.Range(0, tasks));
        Assert.Equal(tasks, (await group.WaitAsync(TimeSpan.FromMinutes(2))).Failed);
    }

    private async Task<List<(string Path, int Calls)>> CallsAsync(string[] paths)
    {
        // The first request opens the queue and loads scripts.
        await LookAsync(paths);
        return await LookAsync(paths);
    }

    private async Task<List<(string Path, int Calls)>> LookAsync(string[] paths)
    {
        var calls = new List<(string, int)>();
        foreach (var path in paths)
        {
            // Beyond the second in which a page shows the snapshot of an earlier request.
            _time.Advance(TimeSpan.FromSeconds(1));
            var session = new ProfilingSession();
            Volatile.Write(ref _session, session);
            using var answer = await _board!.Http.GetAsync(path);
            Volatile.Write(ref _session, null);
            calls.Add((path, session.FinishProfiling().Count()));
        }

        return calls;
    }
}
