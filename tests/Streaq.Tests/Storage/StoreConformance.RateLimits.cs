using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage;

/// <summary>The starts in a period, and several limits together.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task Rate_AboveTheLimit_ParksUntilTheFirstStartsCountNoMore()
    {
        var lease = await JoinAsync();
        var held = await FetchManyAsync(lease, "a", "b", "c", "d", "e");
        Assert.Equal(["a", "b"], await BeginAsync(held, TwoPerPeriod));
        Assert.Equal((3, 2, false), await FiguresAsync());
        await SettleAsync(lease, Sample.Success(held[0]), Sample.Success(held[1]));

        var promotion = await Store.PromoteDueAsync(100, default);
        Assert.InRange(promotion.NextDueIn!.Value, Period / 2, Period);
        Assert.Empty(await FetchAllAsync(lease));

        await AdvanceAsync(Period);
        await PromoteAsync();
        lease = await JoinAsync("w2");
        var next = await FetchAllAsync(lease);
        Assert.Equal(["c", "d"], Ids(next));
        Assert.Equal(["c", "d"], await BeginAsync(next, TwoPerPeriod, "w2"));
        await SettleAsync(lease, [.. next.Select(Sample.Success)]);
        Assert.Empty(await FetchAllAsync(lease));

        await AdvanceAsync(Period);
        await PromoteAsync();
        lease = await JoinAsync("w3");
        next = await FetchAllAsync(lease);
        Assert.Equal(["e"], await BeginAsync(next, TwoPerPeriod, "w3"));
        await SettleAsync(lease, Sample.Success(next[0]));
        Assert.True((await CountAsync()).IsEmpty);
        await AdvanceAsync(Period + TimeSpan.FromMinutes(1));
        await PromoteAsync();
        await AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Rate_OfRetries_CountsEachStart()
    {
        var lease = await JoinAsync();
        var held = await FetchManyAsync(lease, "a", "b");
        Assert.Equal(["a"], await BeginAsync(held[..1], TwoPerPeriod));
        await SettleAsync(lease, Sample.Retry(held[0], TimeSpan.Zero));
        await PromoteAsync();

        Assert.Equal(["a"], await BeginAsync([await FetchOneAsync(lease)], TwoPerPeriod));
        Assert.Empty(await BeginAsync(held[1..], TwoPerPeriod));
    }

    [Fact]
    public async Task Limits_Combined_HoldNoPermitOfOneWhileWaitingForAnother()
    {
        var lease = await JoinAsync();
        var held = await FetchManyAsync(lease, "a", "b", "c", "d");
        Assert.Equal(["a", "b"], await BeginAsync(held[..3], Two, TwoPerPeriod));

        // c waits for a permit of the first limit, though it lacks the second as well; then for the second alone.
        await SettleAsync(lease, Sample.Success(held[0]), Sample.Success(held[1]));
        Assert.Equal(TaskState.Waiting, await StateAsync("c"));
        Assert.Equal(["d"], await BeginAsync(held[3..], Two));

        await AdvanceAsync(Period);
        await PromoteAsync();
        lease = await JoinAsync("w2");
        var c = await FetchOneAsync(lease);
        Assert.Equal(["c"], await BeginAsync([c], "w2", Two, TwoPerPeriod));
    }
}
