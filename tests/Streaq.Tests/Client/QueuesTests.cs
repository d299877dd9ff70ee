namespace Streaq.Tests.Client;

/// <summary>The queues of a Redis, from the view of a client of one of them.</summary>
public sealed class QueuesTests
{
    private static readonly TaskDefinition<int, int> Double = new("math.double");

    [Fact]
    public async Task Queues_OfARedis_AreThoseThatWereUsed()
    {
        await using var server = await RedisServer.StartOwnAsync();
        await using var shop = await QueueHost.StartAsync(_ => { }, server.ConnectionString, queue: "shop");
        await using var emails = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Double, (int x) => x * 2), server.ConnectionString, queue: "emails");
        await using var other = await QueueHost.StartAsync(_ => { }, server.ConnectionString, queue: "other");
        await shop.Client.EnqueueAsync(Double, 1, new EnqueueOptions { Priority = "urgent" });
        await (await emails.Client.EnqueueAsync(Double, 1)).WaitAsync(QueueHost.Patience);

        var queues = await other.Client.QueuesAsync();

        Assert.Equal(["emails", "shop"], queues.Select(queue => queue.Name));
        Assert.Equal([1, 0], queues.Select(queue => queue.Workers));
        Assert.Equal(1, queues[1].Counts!.Ready["urgent"]);
        Assert.True(await shop.Client.QueueExistsAsync());
        Assert.True(await emails.Client.QueueExistsAsync());
        Assert.False(await other.Client.QueueExistsAsync());
    }

    [Fact]
    public async Task Queues_AmongManyOtherKeys_AreFoundOnceEach()
    {
        await using var server = await RedisServer.StartOwnAsync();
        await using var host = await QueueHost.StartAsync(_ => { }, server.ConnectionString, queue: "shop");
        foreach (var priority in (string[])["high", "normal", "low"])
        {
            await host.Client.EnqueueAsync(Double, 1, new EnqueueOptions { Priority = priority });
        }

        await Task.WhenAll(Enumerable.Range(0, 3_000).Select(i => host.Client.EnqueueAsync(Double, i)));

        var queue = Assert.Single(await host.Client.QueuesAsync());
        Assert.Equal((3_003, 3), (queue.Counts!.Ready.Values.Sum(), queue.Counts.Ready.Count));
    }

    [Fact]
    public async Task Queue_OfTheEmbeddedStore_IsTheOnlyOne()
    {
        await using var host = await QueueHost.StartAsync(_ => { });
        Assert.Empty(await host.Client.QueuesAsync());
        Assert.False(await host.Client.QueueExistsAsync());

        await host.Client.PauseAsync();

        var queue = Assert.Single(await host.Client.QueuesAsync());
        Assert.Equal((host.Queue, true), (queue.Name, queue.Counts!.Paused.WholeQueue));
        Assert.True(await host.Client.QueueExistsAsync());
    }

    /// <summary>The user's ACL line has the keys of one queue. <c>SCAN</c> returns the names of all.</summary>
    [Fact]
    public async Task Queues_WithTheKeysOfOneAlone_AreNamedWithoutCounts()
    {
        await using var server = await RedisServer.StartOwnAsync(
            "--user", "one", "on", ">secret", "~streaq:{shop}:*", "resetchannels", "&streaq:{shop}:*", "+@all", "-@admin");
        foreach (var name in (string[])["shop", "emails"])
        {
            await using var host = await QueueHost.StartAsync(_ => { }, server.ConnectionString, queue: name);
            await host.Client.EnqueueAsync(Double, 1);
        }

        await using var desk = await QueueHost.StartAsync(_ => { }, $"{server.ConnectionString},user=one,password=secret", queue: "shop");

        var queues = await desk.Client.QueuesAsync();

        Assert.Equal([("emails", false), ("shop", true)], queues.Select(queue => (queue.Name, queue.Counts is not null)));
    }
}
