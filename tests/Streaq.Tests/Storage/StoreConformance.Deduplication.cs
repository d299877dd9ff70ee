using Streaq.Tasks;

namespace Streaq.Tests.Storage;

/// <summary>A deduplication key stands for the first task that has it, wherever that one is.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task DeduplicationKey_InEveryStateBeforeTheEnd_StandsForTheFirst()
    {
        var first = Sample.Task("first") with { DeduplicationKey = "key", Delay = TimeSpan.FromMinutes(1) };
        await EnqueueAsync(first);
        await AssertHeldAsync(TaskState.Scheduled);
        await AdvanceAsync(TimeSpan.FromMinutes(1));
        await PromoteAsync();
        await AssertHeldAsync(TaskState.Ready);
        var lease = await JoinAsync();
        await EnqueueAsync(Sample.Task("other", "high"));
        var held = await FetchAllAsync(lease);
        await AssertHeldAsync(TaskState.Running);
        await BeginAsync(held, One);
        await AssertHeldAsync(TaskState.Waiting);
        await SettleAsync(lease, Sample.Success(held[0]));
        await AssertHeldAsync(TaskState.Ready);

        await SettleAsync(lease, Sample.Success(await FetchOneAsync(lease)));

        Assert.Equal("second", await EnqueueAsync(Sample.Task("second") with { DeduplicationKey = "key" }));

        async Task AssertHeldAsync(TaskState state)
        {
            Assert.Equal(state, await StateAsync("first"));
            Assert.Equal("first", await EnqueueAsync(Sample.Task("second") with { DeduplicationKey = "key" }));
            Assert.Equal("first", await EnqueueAsync(Sample.Task("third") with { DeduplicationKey = "key", Delay = TimeSpan.FromHours(1) }));
        }
    }

    [Fact]
    public async Task DeduplicationKey_TwiceInOneCall_StandsForTheFirst()
    {
        var ids = await Store.EnqueueManyAsync(
            [Sample.Task("a") with { DeduplicationKey = "key" }, Sample.Task("b"), Sample.Task("c") with { DeduplicationKey = "key" }], default);

        Assert.Equal(["a", "b", "a"], ids);
        Assert.Equal(["a", "b"], Ids(await FetchAllAsync(await JoinAsync())));
    }
}
