using Streaq.Storage;
using Streaq.Storage.Redis;

namespace Streaq.Tests.Storage.Redis;

/// <summary>Tasks that a worker holds and does not run are given back on a Redis that has no memory left.</summary>
public sealed class FullGiveBackTests : FullServer
{
    [Fact]
    public async Task Leave_OnAFullServer_GivesTheTasksBack()
    {
        await EnqueueAsync("a", "b");
        await using var lease = await JoinAsync();
        Assert.Equal(2, (await FetchAsync(lease)).Count);
        await FillAsync();

        Assert.Equal(2, await lease.LeaveAsync(default));

        Assert.Equal(2, (await Store.CountAsync(Sample.Priorities, default)).Ready[Sample.Normal]);
        Assert.Empty(await Store.ListWorkersAsync(Sample.Priorities, default));
    }

    [Fact]
    public async Task Reclaim_OnAFullServer_TakesTheTasksOfTheDead()
    {
        await EnqueueAsync("a");
        await using var dead = await JoinAsync("dead");
        await FetchAsync(dead);
        await Raw.AdvanceAsync(2 * Sample.Lease);
        await FillAsync();

        Assert.Equal("a", Assert.Single(await Store.ReclaimAsync(Sample.Priorities, 10, default)).TaskId);

        await using var lease = await JoinAsync();
        Assert.Equal(2, Assert.Single(await FetchAsync(lease)).Message.Attempt);
    }

    [Fact]
    public async Task Fetch_OfAPausedTaskOnAFullServer_PutsItBack()
    {
        await using var lease = await JoinAsync();
        await EnqueueAsync("a");
        await SuspectAsync(lease);
        await FillAsync();
        await Store.Pauses.PauseAsync(Sample.Normal, default);
        await lease.RenewAsync(default);

        Assert.Empty(await FetchAsync(lease));

        Assert.Equal((1, 0), await Raw.StreamsAsync(Sample.Normal));
    }

    /// <summary>Redis hands the task out in an answer that is lost, and a read fails: the next one looks for lost entries.</summary>
    private async Task SuspectAsync(IWorkerLease lease)
    {
        await Raw.Database.ExecuteAsync("XREADGROUP", "GROUP", RedisKeys.Group, "w1", "COUNT", 1, "STREAMS", Raw.Keys.Ready(Sample.Normal), ">");
        await Raw.Database.KeyDeleteAsync(Raw.Keys.Ready("high"));
        await Raw.Database.StringSetAsync(Raw.Keys.Ready("high"), "no stream");
        await Assert.ThrowsAsync<StreaqStoreException>(() => FetchAsync(lease));
        await Raw.Database.KeyDeleteAsync(Raw.Keys.Ready("high"));
        await Raw.Database.ExecuteAsync("XGROUP", "CREATE", Raw.Keys.Ready("high"), RedisKeys.Group, "0", "MKSTREAM");
    }
}
