using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;
using Streaq.Hosting;
using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Dashboard.Tests;

/// <summary>A queue with a given number of everything, and its dashboard.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    public const string Worker = "w-00001";
    public const string Letter = "t-1";

    private static readonly TaskDefinition<int> Work = new("work");
    private static readonly TaskDefinition<int> Broken = new("broken");

    /// <summary>Adds workers with a lease of a day, each of which holds a task, without processes.</summary>
    private const string Join = """
        local time = redis.call('TIME')[1] * 1000
        for i = ARGV[1], ARGV[2] do
          local id = string.format('w-%05d', i)
          redis.call('ZADD', KEYS[1], time + 86400000 + i, id)
          redis.call('HSET', KEYS[1] .. ':' .. id, 'name', 'billing', 'host', 'billing-' .. i, 'process', i, 'concurrency', 4, 'started', time, 'priorities', 'low')
          redis.call('XREADGROUP', 'GROUP', 'workers', id, 'COUNT', 1, 'STREAMS', KEYS[2], '>')
        end
        """;

    private readonly string _redis;
    private readonly ConnectionMultiplexer _raw;
    private int _size;
    private string _group = "";

    private Crowd(string redis, ConnectionMultiplexer raw, BoardApp app) => (_redis, _raw, App) = (redis, raw, app);

    public BoardApp App { get; }

    public static async Task<Crowd> StartAsync(string redis)
    {
        // Its clock stands still, so all pages show the same snapshot, except after an action.
        var app = await BoardApp.StartAsync(new BoardSetUp { Redis = redis, Time = new FakeTime() });
        return new Crowd(redis, await ConnectionMultiplexer.ConnectAsync(redis), app);
    }

    /// <summary>Grows to the given number of dead letters, workers, schedules, and tasks that are ready, scheduled and waiting.</summary>
    public async Task GrowAsync(int size)
    {
        var more = Enumerable.Range(_size + 1, size - _size).ToList();
        await FailAsync(more);
        var client = App.Client;
        await client.EnqueueManyAsync(Work, [.. more, .. more], new EnqueueOptions { Priority = "low" });
        var scheduled = await client.EnqueueManyAsync(Work, more, new EnqueueOptions { Delay = TimeSpan.FromHours(1) });
        await client.EnqueueManyAsync(Work, more, new EnqueueOptions { After = [scheduled[0]] });
        await Task.WhenAll(more.Select(i => client.ScheduleAsync($"schedule-{i:00000}", "0 3 * * *", Work, i)));
        if (_size == 0)
        {
            _group = (await client.GroupAsync(Work, [1, 2], new GroupOptions { Each = new EnqueueOptions { Delay = TimeSpan.FromHours(1) } })).Id;
        }

        await _raw.GetDatabase().ScriptEvaluateAsync(
            Join, ["streaq:{default}:workers", "streaq:{default}:ready:low"], [_size + 1, size]);
        await CountAsync(more);
        _size = size;
    }

    public string PathOf(string path) => path.Replace("{worker}", Worker).Replace("{group}", _group);

    /// <summary>Requests a page. A search redirects to what it finds, and has a page for no result.</summary>
    public async Task GetAsync(string path)
    {
        using var answer = await App.Http.GetAsync(PathOf(path));
        Assert.InRange((int)answer.StatusCode, 200, 404);
    }

    /// <summary>Makes the next page read from Redis again.</summary>
    public async Task ForgetAsync()
    {
        using var action = await App.PostAsync("default/resume");
    }

    public async ValueTask DisposeAsync()
    {
        await _raw.DisposeAsync();
        await App.DisposeAsync();
    }

    /// <summary>Stores what workers report from time to time about ended tasks.</summary>
    private async Task CountAsync(List<int> tasks)
    {
        var store = await App.Services.GetRequiredService<QueueComposition>().Store.OpenAsync();
        var counts = new AttemptCounts();
        counts.Add(TaskOutcome.Failure, TimeSpan.FromMilliseconds(3), TimeSpan.FromMilliseconds(5));
        await store.Statistics.AddAsync(
            new([new MinuteCounts(StatisticsPlan.Minute(store.Now), Broken.Name, counts)], [.. tasks.Take(WorkerNews.MostEnded).Select(i => new EndedAttempt
            {
                Id = $"ended-{i}",
                Name = Broken.Name,
                Priority = "normal",
                Attempt = 1,
                Outcome = TaskOutcome.Failure,
                ReadyAt = store.Now - 100,
                StartedAt = store.Now - 50,
                EndedAt = store.Now - i % 40,
                ErrorType = "System.FormatException",
            }.ToLine("billing-7"))]),
            CancellationToken.None);
    }

    /// <summary>Fails tasks in a worker that then leaves, so that only the pages cost commands.</summary>
    private async Task FailAsync(List<int> tasks)
    {
        await using var app = await BoardApp.StartAsync(new BoardSetUp
        {
            Redis = _redis,
            Queue = queue =>
            {
                queue.AddWorker();
                queue.Map(Broken, void (int i) => throw (i % 2 == 0 ? new FormatException("It is broken.") : new TimeoutException("It is late.")));
            },
        });
        // The ready tasks of the last call stay where they are.
        await app.Client.PauseAsync("low");
        var group = await app.Client.GroupAsync(Broken, tasks);
        Assert.Equal(tasks.Count, (await group.WaitAsync(TimeSpan.FromMinutes(2))).Failed);
        if (_size == 0)
        {
            var letter = await app.Client.EnqueueAsync(Broken, 0, new EnqueueOptions { Id = Letter });
            await Assert.ThrowsAsync<TaskFailedException>(() => letter.WaitAsync());
        }
    }
}
