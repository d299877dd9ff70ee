using System.Text.RegularExpressions;
using StackExchange.Redis;

namespace Streaq.Dashboard.Tests.Pages;

/// <summary>The cost of a page does not depend on the number of tasks.</summary>
public sealed partial class CostTests : IAsyncLifetime
{
    /// <summary>The number of rows of a list on a page.</summary>
    private const int PerPage = 50;

    /// <summary>The most commands for a slot of statistics that begins between two requests, since slots follow Redis's clock.</summary>
    private const int Slot = 20;

    /// <summary>
    /// Each page, and how many commands one more row may cost: none, or one where a row is a hash of its own, which Redis can't read
    /// together with others. For running tasks that is the hash of their worker's notes.
    /// </summary>
    private static readonly (string Path, int Row)[] Costs =
    [
        ("", 0), ("default", 0), ("default?window=8h", 0), ("default?window=72h", 0), ("default/tasks", 0), ("default/tasks?state=running", 1),
        ("default/tasks?state=scheduled", 1), ("default/tasks?state=waiting", 1), ("default/tasks/t-1", 0), ("default/dead", 0),
        ("default/dead?task=broken", 0), ("default/dead?from=50", 0), ("default/recent", 0), ("default/recent?order=slowest", 0),
        ("default/names/broken", 0), ("default/names/broken?window=72h", 0), ("default/schedules", 1), ("default/workers", 1),
        ("default/workers/{worker}", 0), ("default/groups/{group}", 0), ("default/traces/0af7651916cd43dd8448eb211c80319c", 0),
        ("default/find?q=t-1", 0), ("default/find?q=nothing", 0),
    ];

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
    public async Task Pages_OfManyRows_CostAtMostOneMoreCommandPerRow()
    {
        await using var crowd = await Crowd.StartAsync(_redis!.ConnectionString);
        await crowd.GrowAsync(10);
        var few = await LookAsync(crowd);
        await crowd.GrowAsync(3_000);
        var many = await LookAsync(crowd);

        Assert.All(Costs, page => Assert.True(
            Count(many[page.Path]) - Count(few[page.Path]) <= (page.Row * (PerPage - 10)) + Slot,
            $"{page.Path}: {string.Join(", ", few[page.Path])}; of thousands {string.Join(", ", many[page.Path])}"));
        Assert.All(many, page => Assert.NotEmpty(page.Value));
        Assert.DoesNotContain(many.SelectMany(page => page.Value), command => command.StartsWith("keys ", StringComparison.Ordinal));
        Assert.DoesNotContain(many.SelectMany(page => page.Value), command => command.StartsWith("scan ", StringComparison.Ordinal));
        // The most: a list reads the priorities and then each of three, and its tabs read the counts.
        Assert.All(many, page => Assert.InRange(page.Value.Where(command => command.StartsWith("evalsha ", StringComparison.Ordinal)).Sum(Calls), 0, 4));
    }

    /// <summary>These letters have no summary. A page ends when it has read a hundred of them one by one.</summary>
    [Fact]
    public async Task DeadLetters_OfAnEarlierVersion_CostAHundredCommandsMore()
    {
        await using var crowd = await Crowd.StartAsync(_redis!.ConnectionString);
        await crowd.GrowAsync(300);
        var now = await LookAsync(crowd);
        await _connection!.GetDatabase().KeyDeleteAsync("streaq:{default}:dead_letters");

        var then = await LookAsync(crowd);

        Assert.Equal(100, Count(then["default/dead"]) - Count(now["default/dead"]));
        Assert.InRange(Count(then["default"]) - Count(now["default"]), 100 - Slot, 100 + Slot);
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

    /// <returns>For each page, the commands that Redis ran for it, in scripts or alone, and how often.</returns>
    private async Task<Dictionary<string, string[]>> LookAsync(Crowd crowd)
    {
        var costs = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var (path, _) in Costs)
        {
            // The first request loads scripts. An action makes the page read from Redis again.
            await crowd.ForgetAsync();
            await crowd.GetAsync(path);
            await crowd.ForgetAsync();
            await Server.ConfigResetStatisticsAsync();
            await crowd.GetAsync(path);
            costs.Add(path, await CommandsAsync());
        }

        return costs;
    }

    /// <summary>
    /// Leaves out INFO itself, CONFIG (before Redis 7 without its subcommand), and what connections send to identify themselves; also the
    /// blocked read of the worker that has left, which Redis counts when it notices.
    /// </summary>
    private async Task<string[]> CommandsAsync()
    {
        var stats = await Server.InfoRawAsync("commandstats");
        return
        [
            .. CallsPattern().Matches(stats!).Select(match => (Name: match.Groups["name"].Value, Calls: match.Groups["calls"].Value))
                .Where(command => command.Name is not ("info" or "ping" or "config" or "config|resetstat" or "echo" or "xreadgroup"))
                .Select(command => $"{command.Name} {command.Calls}").Order(),
        ];
    }

    private static int Count(string[] commands) => commands.Sum(Calls);

    private static int Calls(string command) => int.Parse(command.Split(' ')[1]);

    [GeneratedRegex(@"cmdstat_(?<name>[a-z|_]+):calls=(?<calls>\d+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex CallsPattern();
}
