using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage;

/// <summary>Leases: which worker may hold and settle tasks.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task Lease_RenewedInTime_IsKept()
    {
        await EnqueueAsync(Sample.Task("a"));
        var lease = await JoinAsync();
        var held = await FetchOneAsync(lease);

        for (var i = 0; i < 3; i++)
        {
            await AdvanceAsync(Sample.Lease - TimeSpan.FromSeconds(10));
            Assert.True(await lease.RenewAsync(default));
            Assert.Empty(await ReclaimAsync());
        }

        await SettleAsync(lease, Sample.Success(held));
    }

    [Fact]
    public async Task Reclaim_WhenALeaseRanOut_GivesItsTasksBackAsTheNextAttempt()
    {
        await Store.EnqueueManyAsync([Sample.Task("a", "high"), Sample.Task("b", "low"), Sample.Task("c", "low")], default);
        var lost = await JoinAsync("lost");
        await FetchAllAsync(lost);
        await AdvanceAsync(Sample.Lease);

        var reclaimed = await ReclaimAsync();

        Assert.Equal([new("a", "lost", null), new("b", "lost", null), new("c", "lost", null)], reclaimed);
        Assert.Empty(await ReclaimAsync());
        var fetched = await FetchAllAsync(await JoinAsync());
        Assert.Equal(["a", "b", "c"], Ids(fetched));
        Assert.All(fetched, delivery => Assert.Equal((2, "lost"), (delivery.Message.Attempt, delivery.Message.Details.PreviousWorker)));
    }

    [Fact]
    public async Task Reclaim_OfMoreThanItsLimit_TakesTheRestNextTime()
    {
        await Store.EnqueueManyAsync([.. Enumerable.Range(0, 25).Select(i => Sample.Task($"{i}", Sample.Priorities[i % 2]))], default);
        await FetchAllAsync(await JoinAsync("lost"));
        await AdvanceAsync(Sample.Lease);

        var counts = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            counts.Add((await Store.ReclaimAsync(Sample.Priorities, 10, default)).Count);
        }

        Assert.Equal([10, 10, 5, 0], counts);
        Assert.Equal(25, (await FetchAllAsync(await JoinAsync())).Count);
    }

    [Fact]
    public async Task Reclaim_AfterTwoDeadWorkers_NamesTheLastAndCountsBoth()
    {
        await EnqueueAsync(Sample.Task("a"));
        foreach (var worker in new[] { "first", "second" })
        {
            await FetchOneAsync(await JoinAsync(worker));
            await AdvanceAsync(Sample.Lease);
            await ReclaimAsync();
        }

        var message = (await FetchOneAsync(await JoinAsync())).Message;

        Assert.Equal((3, "second"), (message.Attempt, message.Details.PreviousWorker));
    }

    [Fact]
    public async Task Settle_WithoutTheLease_WritesNothing()
    {
        await Store.EnqueueManyAsync([Sample.Task("done"), Sample.Task("retried"), Sample.Task("failed")], default);
        var lost = await JoinAsync("lost");
        var held = await FetchAllAsync(lost);
        await AdvanceAsync(Sample.Lease);
        await ReclaimAsync();
        var other = await JoinAsync("other");
        var again = await FetchAllAsync(other);

        Assert.False(await lost.RenewAsync(default));
        Assert.False(await lost.SettleAsync([Sample.Success(held[0])], default));
        Assert.False(await lost.SettleAsync([Sample.Retry(held[1], TimeSpan.Zero)], default));
        Assert.False(await lost.SettleAsync([Sample.Failure(held[2], 1)], default));
        Assert.False(await lost.SettleAsync([Sample.Success(held[0]), Sample.Retry(held[1], TimeSpan.Zero), Sample.Failure(held[2], 1)], default));

        foreach (var id in Ids(held))
        {
            Assert.Equal("other", (await Store.LookUpAsync(id, default)).Worker);
        }

        var counts = await CountAsync();
        Assert.Equal((3, 0, 0), (counts.Running, counts.Scheduled, counts.Dead));
        await SettleAsync(other, [.. again.Select(Sample.Success)]);
        Assert.True((await CountAsync()).IsEmpty);
    }

    [Fact]
    public async Task Leave_WithTasksHeld_GivesThemBackAsTheSameAttempt()
    {
        await Store.EnqueueManyAsync([Sample.Task("a", "high"), Sample.Task("b"), Sample.Task("c")], default);
        var leaving = await JoinAsync("leaving");
        var held = await FetchAllAsync(leaving);
        await SettleAsync(leaving, Sample.Success(held[2]));

        Assert.Equal(2, await leaving.LeaveAsync(default));

        Assert.Equal(TaskState.Ready, await StateAsync("a"));
        var fetched = await FetchAllAsync(await JoinAsync());
        Assert.Equal(["a", "b"], Ids(fetched));
        Assert.All(fetched, delivery => Assert.Equal((1, null), (delivery.Message.Attempt, delivery.Message.Details.PreviousWorker)));
        Assert.Equal(held[0].Message.EnqueuedAt, fetched[0].Message.EnqueuedAt);
        Assert.False(await leaving.SettleAsync([Sample.Success(held[0])], default));
        Assert.False(await leaving.RenewAsync(default));
    }

    [Fact]
    public async Task Leave_WhileAnotherWorks_TouchesOnlyItsOwnTasks()
    {
        var staying = await JoinAsync("staying");
        var leaving = await JoinAsync("leaving");
        await EnqueueAsync(Sample.Task("a"));
        var held = await FetchOneAsync(staying);

        Assert.Equal(0, await leaving.LeaveAsync(default));

        Assert.Equal("staying", (await Store.LookUpAsync("a", default)).Worker);
        await SettleAsync(staying, Sample.Success(held));
    }
}
