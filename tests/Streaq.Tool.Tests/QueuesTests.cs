namespace Streaq.Tool.Tests;

/// <summary>The list of queues, and messages about a queue that does not exist.</summary>
public sealed class QueuesTests
{
    private static readonly TaskDefinition<int, int> Work = new("tool.work");

    [Fact]
    public async Task Queues_OfAServer_AreListedWithTheirCounts()
    {
        await using var server = await RedisServer.StartOwnAsync();
        await DefaultQueue.UseAsync(server.ConnectionString, "emails");
        await using (var host = await QueueHost.StartAsync(_ => { }, server.ConnectionString, queue: "shop"))
        {
            await host.Client.EnqueueManyAsync(Work, [1, 2]);
            await host.Client.EnqueueAsync(Work, 3, new EnqueueOptions { Delay = TimeSpan.FromHours(1) });
            await host.Client.PauseAsync();
        }

        var run = await ToolRun.InProcessAsync("queues", "--json", "--redis", server.ConnectionString);

        Assert.Equal((ExitCode.Done, ""), (run.Code, run.Error));
        Assert.Equal(["emails", "shop"], Names(run));
        var shop = run.Json.GetProperty("queues")[1];
        Assert.Equal((2, 1, 0), (shop.GetProperty("ready").GetProperty("normal").GetInt32(), shop.GetProperty("scheduled").GetInt32(), shop.GetProperty("workers").GetInt32()));
        Assert.True(shop.GetProperty("paused").GetProperty("wholeQueue").GetBoolean());
        var table = (await ToolRun.InProcessAsync("queues", "--redis", server.ConnectionString)).Out;
        Assert.Matches(@"emails +0 +0 .* paused: none", table);
        Assert.Matches(@"shop +2 +0 +1 .* paused *\n", table);
    }

    [Fact]
    public async Task Queues_OfAnEmptyServer_AreNone()
    {
        await using var server = await RedisServer.StartOwnAsync();

        var run = await ToolRun.InProcessAsync("queues", "--redis", server.ConnectionString);

        Assert.Equal((ExitCode.Done, ""), (run.Code, run.Error));
        Assert.StartsWith("There is no queue", run.Out);
    }

    [Fact]
    public async Task Queues_OfACluster_AreThoseOfAllPrimaries()
    {
        await using var cluster = await RedisCluster.StartAsync();
        string[] names = [.. Enumerable.Range(0, 12).Select(i => $"queue-{i:00}")];
        foreach (var name in names)
        {
            await DefaultQueue.UseAsync(cluster.ConnectionString, name);
        }

        var primaries = await Task.WhenAll(names.Select(name => cluster.PrimaryOfAsync($"streaq:{{{name}}}:paused")));
        Assert.True(primaries.Distinct().Count() > 1);

        var run = await ToolRun.InProcessAsync("queues", "--json", "--redis", cluster.ConnectionString);

        Assert.Equal(names, Names(run));
        var missing = await ToolRun.InProcessAsync("stats", "-q", "queue-0", "--redis", cluster.ConnectionString);
        Assert.Equal(ExitCode.Store, missing.Code);
        Assert.Contains("Did you mean queue-00?", missing.Error);
    }

    [Fact]
    public async Task Queues_BehindSentinels_AreThoseOfThePrimary()
    {
        await using var sentinels = await RedisSentinels.StartAsync();
        await DefaultQueue.UseAsync(sentinels.ConnectionString, "shop");

        Assert.Equal(["shop"], Names(await ToolRun.InProcessAsync("queues", "--json", "--redis", sentinels.ConnectionString)));
    }

    [Fact]
    public async Task Queues_WithTheKeysOfOneAlone_SayWhichCanNotBeRead()
    {
        await using var server = await RedisServer.StartOwnAsync(
            "--user", "one", "on", ">secret", "~streaq:{shop}:*", "resetchannels", "&streaq:{shop}:*", "+@all", "-@admin");
        await DefaultQueue.UseAsync(server.ConnectionString, "emails");
        await DefaultQueue.UseAsync(server.ConnectionString, "shop");
        var redis = $"{server.ConnectionString},user=one,password=secret";

        var run = await ToolRun.InProcessAsync("queues", "--json", "--redis", redis, "-q", "shop");

        Assert.Equal((ExitCode.Done, "shop"), (run.Code, Assert.Single(Names(run))));
        Assert.Equal("emails", Assert.Single(run.Json.GetProperty("notReadable").EnumerateArray()).GetString());
        Assert.Matches("emails .*can not be read", (await ToolRun.InProcessAsync("queues", "--redis", redis, "-q", "shop")).Out);
    }

    [Theory]
    [InlineData("queues")]
    [InlineData("stats")]
    [InlineData("list ready")]
    [InlineData("show a")]
    [InlineData("retry a")]
    [InlineData("abort a")]
    [InlineData("run now a")]
    [InlineData("dead list")]
    [InlineData("dead replay --all")]
    [InlineData("dead delete a")]
    [InlineData("schedules")]
    [InlineData("schedules run a")]
    [InlineData("schedules remove a")]
    [InlineData("workers")]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("top")]
    public async Task Command_OnAQueueThatIsNotThere_SaysSoAndDoesNothing(string command)
    {
        await using var server = await RedisServer.StartOwnAsync();
        await DefaultQueue.UseAsync(server.ConnectionString, "shop");

        var run = await ToolRun.InProcessAsync([.. command.Split(' '), "-q", "shpo", "--json", "--redis", server.ConnectionString]);

        Assert.Equal((ExitCode.Store, ""), (run.Code, run.Out));
        Assert.Equal($"{server.ConnectionString}: There is no queue shpo. There is shop. Did you mean shop?", Assert.Single(run.Errors));
        Assert.Equal(["shop"], Names(await ToolRun.InProcessAsync("queues", "--json", "--redis", server.ConnectionString)));
    }

    [Theory]
    [InlineData("shop", "", "There is no queue shop, nor another one: no worker has joined, and nothing was enqueued.")]
    [InlineData("shop", "emails", "There is no queue shop. There is emails.")]
    [InlineData("Shop", "emails shop", "There is no queue Shop. There are emails, shop. Did you mean shop?")]
    [InlineData("emial", "email emails", "There is no queue emial. There are email, emails. Did you mean email?")]
    [InlineData("reports", "emails shop", "There is no queue reports. There are emails, shop.")]
    [InlineData("email", "emails mail", "There is no queue email. There are emails, mail. Did you mean emails?")]
    [InlineData("a", "b xyz", "There is no queue a. There are b, xyz. Did you mean b?")]
    [InlineData("shop", "emails shop", null)]
    public void Message_OfAMissingQueue_NamesWhatMayBeMeant(string queue, string others, string? message) =>
        Assert.Equal(message, MissingQueue.Tell(queue, others.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    [Fact]
    public void Message_AmongManyQueues_NamesSomeOfThem()
    {
        var message = MissingQueue.Tell("shop", [.. Enumerable.Range(0, 25).Select(i => $"queue-{i:00}")]);

        Assert.EndsWith("queue-18, queue-19 and 5 more ('streaq queues').", message);
    }

    private static IEnumerable<string?> Names(ToolRun run) =>
        run.Json.GetProperty("queues").EnumerateArray().Select(queue => queue.GetProperty("queue").GetString());
}
