using System.Text.RegularExpressions;
using StackExchange.Redis;

namespace Streaq.Dashboard.Tests.Pages;

/// <summary>What a page costs does not depend on how many tasks there are.</summary>
public sealed partial class CostTests : IAsyncLifetime
{
    private static readonly TaskDefinition<int> Work = new("work");
    private static readonly TaskDefinition<int> Broken = new("broken");

    private static readonly string[] Paths =
        ["", "default", "default/tasks", "default/tasks?state=running", "default/tasks?state=scheduled", "default/tasks/t-1", "default/dead", "default/schedules", "default/workers", "default/find?q=t-1", "default/recent", "default/names/work"];

    private RedisServer? _redis;
    private ConnectionMultiplexer? _connection;

    private IServer Server => _connection!.GetServers()[0];

    public async Task InitializeAsync()
    {
        _redis = await RedisServer.StartOwnAsync();
        _connection = await ConnectionMultiplexer.ConnectAsync($"{_redis.ConnectionString},allowAdmin=true");
    }

    public async Task DisposeAsync()
    {
        await _connection!.DisposeAsync();
        await _redis!.DisposeAsync();
    }

    [Fact]
    public async Task Pages_OfFewAndOfManyTasks_CostTheSame()
    {
        // As many as a page looks at, at least: of fewer it costs less.
        var few = await CostAsync(60, dead: 1_100);
        var many = await CostAsync(20_000, dead: 2_000);

        Assert.Equal(few, many);
        Assert.DoesNotContain(few.SelectMany(page => page), command => command.StartsWith("keys ", StringComparison.Ordinal));
        Assert.DoesNotContain(few.SelectMany(page => page), command => command.StartsWith("scan ", StringComparison.Ordinal));
        // Most: a list asks for the priorities, and then once for each of three.
        Assert.All(few, page => Assert.InRange(page.Where(command => command.StartsWith("evalsha ", StringComparison.Ordinal)).Sum(Calls), 0, 3));
    }

    [Fact]
    public async Task Viewers_OfOneSecond_ShareASnapshot()
    {
        var time = new FakeTime();
        await using var app = await BoardApp.StartAsync(new BoardSetUp { Redis = _redis!.ConnectionString, Time = time });
        using var first = await app.Http.GetAsync("default");
        await Server.ConfigResetStatisticsAsync();

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => app.Http.GetStringAsync("default")));
        Assert.Empty(await CommandsAsync());
        time.Advance(TimeSpan.FromSeconds(1));
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => app.Http.GetStringAsync("default")));

        // Counts, statistics and dead letters, once each.
        Assert.Contains("evalsha 3", await CommandsAsync());
    }

    /// <returns>For each page, the commands that it had Redis run, in scripts or by themselves, and how often.</returns>
    private async Task<List<string[]>> CostAsync(int tasks, int dead)
    {
        await FailAsync(dead);
        // The clock stands still, and so all pages of a turn are within the second of a snapshot.
        await using var app = await BoardApp.StartAsync(new BoardSetUp { Redis = _redis!.ConnectionString, Time = new FakeTime() });
        await app.Client.EnqueueAsync(Work, 0, new EnqueueOptions { Id = "t-1", Priority = "low" });
        await app.Client.EnqueueManyAsync(Work, Enumerable.Range(0, tasks), new EnqueueOptions { Priority = "low" });
        await app.Client.EnqueueManyAsync(Work, Enumerable.Range(0, tasks), new EnqueueOptions { Delay = TimeSpan.FromHours(1) });
        // The first looks load the scripts; an action has every page ask again.
        await LookAsync(app);
        using var action = await app.PostAsync("default/resume");
        return await LookAsync(app);
    }

    /// <summary>By a worker that has left again, so that nothing but the pages costs anything.</summary>
    private async Task FailAsync(int tasks)
    {
        await using var app = await BoardApp.StartAsync(new BoardSetUp
        {
            Redis = _redis!.ConnectionString,
            Queue = queue =>
            {
                queue.AddWorker();
                queue.Map(Broken, void (int _) => throw new FormatException("It is broken."));
            },
        });
        // The ready tasks of the turn before stay where they are.
        await app.Client.PauseAsync("low");
        var group = await app.Client.GroupAsync(Broken, Enumerable.Range(0, tasks));
        Assert.Equal(tasks, (await group.WaitAsync(TimeSpan.FromMinutes(2))).Failed);
        await app.StopAsync();
    }

    private async Task<List<string[]>> LookAsync(BoardApp app)
    {
        var costs = new List<string[]>();
        foreach (var path in Paths)
        {
            await Server.ConfigResetStatisticsAsync();
            using var answer = await app.Http.GetAsync(path);
            costs.Add(await CommandsAsync());
        }

        return costs;
    }

    /// <summary>
    /// INFO itself, and what connections say of themselves, is none of it; nor is the blocked read of the worker that has left, which Redis
    /// counts when it notices.
    /// </summary>
    private async Task<string[]> CommandsAsync()
    {
        var stats = await Server.InfoRawAsync("commandstats");
        return
        [
            .. CallsPattern().Matches(stats!).Select(match => (Name: match.Groups["name"].Value, Calls: match.Groups["calls"].Value))
                .Where(command => command.Name is not ("info" or "ping" or "config|resetstat" or "echo" or "xreadgroup"))
                .Select(command => $"{command.Name} {command.Calls}").Order(),
        ];
    }

    private static int Calls(string command) => int.Parse(command.Split(' ')[1]);

    [GeneratedRegex(@"cmdstat_(?<name>[a-z|_]+):calls=(?<calls>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex CallsPattern();
}
