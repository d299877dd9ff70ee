using Streaq.Storage;

namespace Streaq.Tests.Storage;

/// <summary>Fetches of tasks.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task Fetch_OfOnePriority_KeepsTheOrderOfEnqueues()
    {
        foreach (var id in new[] { "c", "a", "b" })
        {
            await EnqueueAsync(Sample.Task(id));
        }

        Assert.Equal(["c", "a", "b"], Ids(await FetchAllAsync(await JoinAsync())));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    public async Task Fetch_WithLessRoomThanTasks_HandsOutAtMostOneMorePerFurtherPriority(int room)
    {
        await Store.EnqueueManyAsync([.. Enumerable.Range(0, 90).Select(i => Sample.Task($"{i}", Sample.Priorities[i % 3]))], default);
        var lease = await JoinAsync();

        for (var fetched = 0; fetched < 90;)
        {
            var some = await FetchAsync(lease, room);
            Assert.InRange(some.Count, 1, room + Sample.Priorities.Length - 1);
            fetched += some.Count;
        }
    }

    [Fact]
    public async Task Fetch_OfAllPriorities_HandsOutTheFirstFirst()
    {
        await EnqueueAsync(Sample.Task("low", "low"));
        await EnqueueAsync(Sample.Task("normal"));
        await EnqueueAsync(Sample.Task("high", "high"));

        Assert.Equal(["high", "normal", "low"], Ids(await FetchAsync(await JoinAsync(), room: 10)));
    }

    [Fact]
    public async Task Fetch_WhileHighTasksAreLeft_HandsOutNoMoreThanOneRoomOfLowerOnes()
    {
        const int Room = 6;
        await Store.EnqueueManyAsync([.. Enumerable.Range(0, 90).Select(i => Sample.Task($"{i}", Sample.Priorities[i % 3]))], default);
        var lease = await JoinAsync();

        var order = new List<string>();
        while (order.Count < 90)
        {
            order.AddRange((await FetchAsync(lease, Room)).Select(delivery => delivery.Message.Priority));
        }

        // A store may learn only with its first read that the first priority alone fills the room.
        Assert.InRange(order.Take(order.LastIndexOf("high")).Count(priority => priority != "high"), 0, Room);
        Assert.InRange(order.Skip(order.LastIndexOf("high")).Take(30).Count(priority => priority == "low"), 0, Room);
    }

    [Fact]
    public async Task Fetch_OfOnePriority_LeavesTheOthers()
    {
        await EnqueueAsync(Sample.Task("a", "high"));
        await EnqueueAsync(Sample.Task("b", "low"));

        Assert.Equal(["b"], Ids(await FetchAllAsync(await JoinAsync("low-only", "low"))));
        Assert.Equal(["a"], Ids(await FetchAllAsync(await JoinAsync("all"))));
    }

    [Fact]
    public async Task Fetch_ByTwoWorkers_HandsEachTaskToOneOfThem()
    {
        var first = await JoinAsync("w1");
        var second = await JoinAsync("w2");
        await Store.EnqueueManyAsync([.. Enumerable.Range(0, 100).Select(i => Sample.Task($"{i}"))], default);

        var all = new List<Delivery>();
        while (all.Count < 100)
        {
            all.AddRange(await FetchAsync(first, 9));
            all.AddRange(await FetchAsync(second, 9));
        }

        Assert.Equal(100, Ids(all).Distinct().Count());
    }

    [Fact]
    public async Task Fetch_WhileNothingIsReady_WakesForTheNextTask()
    {
        var lease = await JoinAsync();
        var deliveries = new List<Delivery>();
        var fetch = lease.FetchAsync(10, QueueHost.Patience, deliveries, default).AsTask();

        await EnqueueAsync(Sample.Task("a", "low"));

        await fetch.WaitAsync(QueueHost.Patience);
        Assert.Equal(["a"], Ids(deliveries));
    }

    [Fact]
    public async Task Fetch_CancelledWhileItWaits_EndsAtOnce()
    {
        var lease = await JoinAsync();
        using var cancel = new CancellationTokenSource();
        var fetch = lease.FetchAsync(10, QueueHost.Patience, [], cancel.Token).AsTask();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch.WaitAsync(QueueHost.Patience));
    }
}
