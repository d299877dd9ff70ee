using StackExchange.Redis;
using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage.Redis;

/// <summary>The copy of the data that pages of dead letters show: it may be missing, of another letter, or of another type.</summary>
[Collection(RedisCollection.Name)]
public sealed class SummaryTests(RedisFixture redis) : IAsyncLifetime
{
    private RedisQueue _queue = null!;

    private IDatabase Raw => _queue.Raw.Database;

    private RedisKey Summaries => _queue.Raw.Keys.DeadSummaries;

    public async Task InitializeAsync() => _queue = await RedisQueue.OpenAsync(redis.Server);

    public async Task DisposeAsync() => await _queue.DisposeAsync();

    [Fact]
    public async Task Page_WithAndWithoutSummaries_IsTheSame()
    {
        await FailAsync(3);
        var with = await PageAsync(10);
        Assert.Equal(3, await Raw.HashLengthAsync(Summaries));
        await Raw.KeyDeleteAsync(Summaries);

        Assert.Equal(with.Letters, (await PageAsync(10)).Letters);
    }

    [Fact]
    public async Task Page_WithASummaryOfAnEarlierLetter_ReadsTheLetter()
    {
        await FailAsync(1);
        var summary = (string)(await Raw.HashGetAsync(Summaries, "t-0"))!;
        Assert.Contains("\nIt broke.", summary, StringComparison.Ordinal);
        await Raw.HashSetAsync(Summaries, "t-0", $"1{summary.Replace("It broke.", "Of old.")}");

        Assert.Equal("It broke.", Assert.Single((await PageAsync(10)).Letters).Message);
    }

    [Fact]
    public async Task Page_WithAnInvalidSummary_ReadsTheLetter()
    {
        await FailAsync(1);
        await Raw.HashSetAsync(Summaries, "t-0", "no summary");

        Assert.Equal("It broke.", Assert.Single((await PageAsync(10)).Letters).Message);
    }

    [Fact]
    public async Task Summaries_OfAnotherType_GiveWayWithTheNextLetter()
    {
        await Raw.StringSetAsync(Summaries, "x");
        await FailAsync(1);
        Assert.Single((await PageAsync(10)).Letters);

        await FailAsync(1, "u");

        Assert.Equal(2, (await PageAsync(10)).Letters.Count);
        Assert.Equal(["u-0"], (await Raw.HashKeysAsync(Summaries)).Select(id => (string?)id));
    }

    [Fact]
    public async Task Page_OfLettersWithoutSummaries_EndsWithTheHundredth()
    {
        await FailAsync(130);
        await Raw.KeyDeleteAsync(Summaries);

        var first = await PageAsync(1_000);
        var last = await _queue.Store.DeadLetters.PageAsync(1_000, first.Continuation, default);

        Assert.Equal((100, 30, 130), (first.Letters.Count, last.Letters.Count, first.Total));
        Assert.Null(last.Continuation);
        Assert.Equal(130, first.Letters.Concat(last.Letters).Select(letter => letter.TaskId).Distinct().Count());
    }

    [Fact]
    public async Task Summary_OfALetterThatLeaves_LeavesWithIt()
    {
        await FailAsync(4);
        var store = _queue.Store.DeadLetters;
        await store.DeleteAsync("t-0", default);
        await store.DeleteManyAsync(["t-1"], default);
        var letter = (await store.FindAsync("t-2", default))!;
        Assert.Equal(ReplayResult.Replayed, await store.ReplayAsync(letter, letter.Message with { Attempt = 1 }, default));

        Assert.Equal(["t-3"], (await Raw.HashKeysAsync(Summaries)).Select(id => (string?)id));
    }

    [Fact]
    public async Task Summaries_BeyondTheMostLetters_MakeRoom()
    {
        await using var small = await RedisQueue.OpenAsync(redis.Server, new StoreOptions($"test-{Guid.NewGuid():N}") { MaxDeadLetters = 2 });
        await FailAsync(5, "t", small);

        Assert.Equal(2, await small.Raw.Database.HashLengthAsync(small.Raw.Keys.DeadSummaries));
        Assert.Equal(2, (await small.Store.DeadLetters.PageAsync(10, null, default)).Letters.Count);
    }

    private Task FailAsync(int count, string name = "t") => FailAsync(count, name, _queue);

    private static async Task FailAsync(int count, string name, RedisQueue queue)
    {
        await queue.Store.EnqueueManyAsync([.. Enumerable.Range(0, count).Select(i => Sample.Task($"{name}-{i}"))], default);
        await using var lease = await queue.JoinAsync($"w-{name}");
        for (var left = count; left > 0;)
        {
            var deliveries = await RedisQueue.FetchAsync(lease);
            Assert.True(await lease.SettleAsync([.. deliveries.Select(delivery => Sample.Failure(delivery, queue.Store.Now))], default));
            left -= deliveries.Count;
        }
    }

    private ValueTask<DeadLetterPart> PageAsync(int limit) => _queue.Store.DeadLetters.PageAsync(limit, null, default);
}
