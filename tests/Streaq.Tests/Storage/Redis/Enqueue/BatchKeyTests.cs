using StackExchange.Redis;
using Streaq.Storage;
using Streaq.Storage.Redis;
using Streaq.Tasks;

namespace Streaq.Tests.Storage.Redis;

/// <summary>The key for the places of the tasks of one call: one for up to 128 of them, deleted with the last.</summary>
[Collection(RedisCollection.Name)]
public sealed class BatchKeyTests(RedisFixture redis) : IAsyncLifetime
{
    private readonly string _batch = BatchId.NewBatch();
    private RedisQueue _queue = null!;
    private IWorkerLease _lease = null!;

    public async Task InitializeAsync()
    {
        _queue = await RedisQueue.OpenAsync(redis.Server);
        _lease = await _queue.Store.JoinAsync(new("w1", [Sample.Normal], Sample.Lease), default);
    }

    public async Task DisposeAsync()
    {
        await _lease.DisposeAsync();
        await _queue.DisposeAsync();
    }

    [Fact]
    public async Task Batch_Enqueued_HasOneKeyForEachHundredAndTwentyEight()
    {
        await EnqueueAsync(200);

        Assert.Equal([$"batch:{_batch}:0", $"batch:{_batch}:1", "priorities", "ready:normal", "workers", "workers:w1"], await KeysAsync());
        var first = (string)(await _queue.Raw.Database.StringGetAsync(_queue.Raw.Keys.Batch($"{_batch}:0")))!;
        Assert.Matches("^ready:normal [0-9]+-0 128$", first);
    }

    [Fact]
    public async Task Batch_EndedInAnyOrder_LeavesItsKeyUntilTheLast()
    {
        await EnqueueAsync(3);
        var held = await FetchAsync(3);

        await SettleAsync(Sample.Success(held[2], TimeSpan.Zero), Sample.Success(held[0], TimeSpan.Zero));
        Assert.Contains($"batch:{_batch}:0", await KeysAsync());
        await SettleAsync(Sample.Success(held[1], TimeSpan.Zero));

        Assert.DoesNotContain($"batch:{_batch}:0", await KeysAsync());
    }

    [Fact]
    public async Task Batch_WhoseLastTaskFails_LeavesNoKey()
    {
        await EnqueueAsync(1);

        await SettleAsync(Sample.Failure(Assert.Single(await FetchAsync(1)), failedAt: 1));

        Assert.DoesNotContain($"batch:{_batch}:0", await KeysAsync());
    }

    [Fact]
    public async Task Batch_WhoseLastTaskIsRetried_LeavesNoKeyAfterItsEnd()
    {
        await EnqueueAsync(1);
        await SettleAsync(Sample.Retry(Assert.Single(await FetchAsync(1)), TimeSpan.Zero));
        await _queue.Store.PromoteDueAsync(10, default);

        await SettleAsync(Sample.Success(Assert.Single(await FetchAsync(1)), TimeSpan.Zero));

        Assert.DoesNotContain($"batch:{_batch}:0", await KeysAsync());
    }

    [Fact]
    public async Task Batch_OfSeveralParts_IsDroppedPartByPart()
    {
        await EnqueueAsync(300);
        var held = await FetchAsync(300);

        await SettleAsync([.. held.Take(256).Select(delivery => Sample.Success(delivery, TimeSpan.Zero))]);

        Assert.Equal([$"batch:{_batch}:2"], (await KeysAsync()).Where(key => key.StartsWith("batch:", StringComparison.Ordinal)));
    }

    /// <summary>An id of the same form that the caller chose must not be treated as a task of a batch.</summary>
    [Theory]
    [InlineData("order-17")]
    [InlineData("0123456789abcdef0123456789abcdeg-1")]
    [InlineData("0123456789abcdef0123456789abcdef-")]
    [InlineData("0123456789abcdef0123456789abcdef-x")]
    [InlineData("0123456789abcdef0123456789abcdef-99999999999")]
    public async Task Id_OfAnotherForm_IsItsOwnTask(string id)
    {
        await _queue.Store.EnqueueManyAsync([Sample.Task(id), Sample.Task("b")], default);

        Assert.DoesNotContain(await KeysAsync(), key => key.StartsWith("batch:", StringComparison.Ordinal));
        Assert.Equal(TaskState.Ready, (await _queue.Store.LookUpAsync(id, default)).State);
    }

    [Fact]
    public async Task Batch_WhoseKeyIsGarbage_IsNotFoundAndStillEnds()
    {
        await EnqueueAsync(1);
        await _queue.Raw.Database.StringSetAsync(_queue.Raw.Keys.Batch($"{_batch}:0"), "what?");

        Assert.Equal(TaskState.NotFound, (await _queue.Store.LookUpAsync(BatchId.For(_batch, 0), default)).State);
        await SettleAsync(Sample.Success(Assert.Single(await FetchAsync(1))));

        Assert.Equal(TaskState.Succeeded, (await _queue.Store.LookUpAsync(BatchId.For(_batch, 0), default)).State);
        Assert.DoesNotContain($"batch:{_batch}:0", await KeysAsync());
    }

    private async Task EnqueueAsync(int count) =>
        await _queue.Store.EnqueueManyAsync([.. Enumerable.Range(0, count).Select(i => Sample.Task(BatchId.For(_batch, i)))], default);

    private async Task<List<Delivery>> FetchAsync(int count)
    {
        var deliveries = new List<Delivery>();
        await _lease.FetchAsync(count, TimeSpan.Zero, deliveries, default);
        return deliveries;
    }

    private async Task SettleAsync(params Settlement[] settlements) => Assert.True(await _lease.SettleAsync(settlements, default));

    private async Task<string[]> KeysAsync()
    {
        var root = $"streaq:{{{_queue.Raw.Queue}}}:";
        var keys = (string[])(await _queue.Raw.Database.ExecuteAsync("KEYS", root + "*"))!;
        return [.. keys.Select(key => key[root.Length..]).Order(StringComparer.Ordinal)];
    }
}
