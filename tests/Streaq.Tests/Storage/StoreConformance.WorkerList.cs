using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage;

/// <summary>What workers report about themselves, and what the store knows of them.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task Workers_ThatJoined_TellOfThemselvesAndOfWhatTheyHold()
    {
        await Store.EnqueueManyAsync([Sample.Task("a", "high"), Sample.Task("b", "low")], default);
        var lease = await Store.JoinAsync(
            new("w-1", ["high", "low"], Sample.Lease) { Name = "w", HostName = "host", ProcessId = 17, Concurrency = 4 }, default);
        _leases.Add(lease);
        var idle = await JoinAsync("w-2");
        await FetchAllAsync(lease);
        var now = await ClockAsync();

        var workers = await Store.ListWorkersAsync(Sample.Priorities, default);

        Assert.Equal(["w-1", "w-2"], workers.Select(worker => worker.WorkerId));
        var first = workers[0];
        Assert.Equal(("w", "host", 17, 4, true, 2), (first.Name, first.HostName, first.ProcessId, first.Concurrency, first.IsAlive, first.TaskCount));
        Assert.Equal(["high", "low"], first.Priorities);
        Assert.InRange(first.LeaseUntil.ToUnixTimeMilliseconds(), now + 20_000, now + 30_000);
        Assert.InRange(first.StartedAt.ToUnixTimeMilliseconds(), now - 5_000, now);
        Assert.Equal([("a", "test.sample", "high", 1), ("b", "test.sample", "low", 1)], first.Tasks.Select(task => (task.TaskId, task.TaskName, task.Priority, task.Attempt)));
        Assert.All(first.Tasks, task => Assert.InRange(task.Since.ToUnixTimeMilliseconds(), now - 5_000, now + 5_000));
        Assert.Empty(workers[1].Tasks);
        await idle.LeaveAsync(default);
        Assert.Equal(["w-1"], (await Store.ListWorkersAsync(Sample.Priorities, default)).Select(worker => worker.WorkerId));
    }

    [Fact]
    public async Task Worker_WhoseLeaseRanOut_IsNotAliveAndThenGone()
    {
        await JoinAsync("dead");
        await AdvanceAsync(Sample.Lease + TimeSpan.FromSeconds(1));

        Assert.False(Assert.Single(await Store.ListWorkersAsync(Sample.Priorities, default)).IsAlive);
        await ReclaimAsync();

        Assert.Empty(await Store.ListWorkersAsync(Sample.Priorities, default));
    }

    [Fact]
    public async Task Priorities_ThatWorkersServed_AreKnownInTheirOrder()
    {
        Assert.Empty(await Store.PrioritiesAsync(default));
        var lease = await JoinAsync("w", "urgent", "batch");
        await lease.LeaveAsync(default);

        Assert.Equal(["urgent", "batch"], await Store.PrioritiesAsync(default));
    }
}
