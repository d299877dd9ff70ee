namespace Streaq.Tests.Storage.Redis;

/// <summary>
/// The summary of pending entries (XPENDING) reads all consumers of a stream: calls that each worker repeats must not request it.
/// </summary>
[Collection(RedisCollection.Name)]
public sealed class ManyWorkersTests(RedisFixture redis)
{
    [Fact]
    public async Task FetchRenewSettleCountAndLeave_OfAWorker_AskForNoSummaryOfAll()
    {
        await using var queue = await RedisQueue.OpenAsync(redis.Server);
        await using var other = await queue.JoinAsync("other");
        await using var worker = await queue.JoinAsync("worker");
        await queue.EnqueueAsync("held");
        Assert.Single(await RedisQueue.FetchAsync(other));
        await queue.EnqueueAsync("settled");
        await queue.EnqueueAsync("given back");
        await using var log = await CommandLog.BeginAsync(redis.Server.ConnectionString);

        var deliveries = await RedisQueue.FetchAsync(worker);
        Assert.True(await worker.RenewAsync(default));
        Assert.True(await worker.SettleAsync([Sample.Success(deliveries[0])], default));
        Assert.Equal(2, (await queue.Store.CountAsync(Sample.Priorities, default)).Running);
        Assert.Equal(1, await worker.LeaveAsync(default));

        Assert.Empty(await SummariesAsync(log, queue));
    }

    [Fact]
    public async Task Reclaim_ByManyWorkersAtOnce_LooksThroughAllOnce()
    {
        await using var queue = await RedisQueue.OpenAsync(redis.Server);
        await using var lease = await queue.JoinAsync();
        await using var log = await CommandLog.BeginAsync(redis.Server.ConnectionString);

        await queue.Store.ReclaimAsync(Sample.Priorities, 10, default);
        var first = await SummariesAsync(log, queue);
        await using var another = await RedisQueue.OpenAsync(redis.Server, new Streaq.Storage.StoreOptions(queue.Raw.Queue));
        await another.Store.ReclaimAsync(Sample.Priorities, 10, default);

        Assert.Equal(Sample.Priorities.Length, first.Count);
        Assert.Empty(await SummariesAsync(log, queue));
    }

    [Fact]
    public async Task Reclaim_AfterALeaseWasDeleted_LooksThroughAllThoughAnotherHasLately()
    {
        await using var queue = await RedisQueue.OpenAsync(redis.Server);
        await using var worker = await queue.JoinAsync();
        await queue.EnqueueAsync("a");
        Assert.Single(await RedisQueue.FetchAsync(worker));
        Assert.Empty(await queue.Store.ReclaimAsync(Sample.Priorities, 10, default));
        await queue.Raw.Database.KeyDeleteAsync(queue.Raw.Keys.Workers);

        Assert.False(await worker.RenewAsync(default));

        Assert.Equal("a", Assert.Single(await queue.Store.ReclaimAsync(Sample.Priorities, 10, default)).TaskId);
    }

    /// <summary>The summary has no argument after the group.</summary>
    private static Task<List<string>> SummariesAsync(CommandLog log, RedisQueue queue) =>
        FilterAsync(log.SinceAsync(queue.Raw, $"\"streaq:{{{queue.Raw.Queue}}}:ready:"));

    private static async Task<List<string>> FilterAsync(Task<List<string>> lines) =>
        [.. (await lines).Where(line => line.Contains("\"XPENDING\"", StringComparison.OrdinalIgnoreCase) && line.EndsWith("\"workers\"", StringComparison.Ordinal))];
}
