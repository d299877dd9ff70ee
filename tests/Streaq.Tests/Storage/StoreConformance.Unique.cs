using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage;

/// <summary>Only one instance of a unique task runs at a time.</summary>
public abstract partial class StoreConformance
{
    private const string Lock = "test.sample:key";

    [Fact]
    public async Task Unique_WhileAnotherRuns_IsRefusedAndNamesIt()
    {
        var lease = await JoinAsync();
        var held = await FetchManyAsync(lease, "a", "b", "c");
        Assert.Equal(new(StartAnswer.Begin), await AdmitAsync("w1", held[0], Lock));

        Assert.Equal(new(StartAnswer.Locked, "a"), await AdmitAsync("w1", held[1], Lock));
        Assert.Equal(new(StartAnswer.Begin), await AdmitAsync("w1", held[2], "test.sample:other"));
        Assert.Equal(TaskState.Running, await StateAsync("b"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Unique_AfterTheEnd_IsFree(bool fails)
    {
        var lease = await JoinAsync();
        var held = await FetchManyAsync(lease, "a", "b");
        await AdmitAsync("w1", held[0], Lock);

        await SettleAsync(lease, fails ? Sample.Failure(held[0], await ClockAsync()) : Sample.Success(held[0], TimeSpan.Zero));

        Assert.Equal(new(StartAnswer.Begin), await AdmitAsync("w1", held[1], Lock));
        await SettleAsync(lease, Sample.Success(held[1]));
        await AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Unique_BetweenTwoAttempts_LetsOnlyTheSameTaskIn()
    {
        var lease = await JoinAsync();
        var held = await FetchManyAsync(lease, "a", "b");
        await AdmitAsync("w1", held[0], Lock);
        await SettleAsync(lease, Sample.Retry(held[0], TimeSpan.Zero));
        Assert.Equal(new(StartAnswer.Locked, "a"), await AdmitAsync("w1", held[1], Lock));
        await PromoteAsync();
        Assert.Equal(new(StartAnswer.Locked, "a"), await AdmitAsync("w1", held[1], Lock));

        var other = await JoinAsync("other");
        var again = await FetchOneAsync(other);
        Assert.Equal(new(StartAnswer.Begin), await AdmitAsync("other", again, Lock));
        Assert.Equal(new(StartAnswer.Locked, "a"), await AdmitAsync("w1", held[1], Lock));

        await SettleAsync(other, Sample.Success(again));
        Assert.Equal(new(StartAnswer.Begin), await AdmitAsync("w1", held[1], Lock));
    }

    [Fact]
    public async Task Unique_OfAWorkerThatLeft_IsKeptForTheTaskItGaveBack()
    {
        var leaving = await JoinAsync("leaving");
        await AdmitAsync("leaving", (await FetchManyAsync(leaving, "a"))[0], Lock);
        await leaving.LeaveAsync(default);
        await EnqueueAsync(Sample.Task("b", "high"));

        var held = await FetchAllAsync(await JoinAsync());

        Assert.Equal(["b", "a"], Ids(held));
        Assert.Equal(new(StartAnswer.Locked, "a"), await AdmitAsync("w1", held[0], Lock));
        Assert.Equal(new(StartAnswer.Begin), await AdmitAsync("w1", held[1], Lock));
    }

    [Fact]
    public async Task Unique_OfADeadWorker_DiesWithItsLease()
    {
        var dead = await JoinAsync("dead");
        await AdmitAsync("dead", (await FetchManyAsync(dead, "a"))[0], Lock);
        await AdvanceAsync(Sample.Lease);
        await ReclaimAsync();
        await EnqueueAsync(Sample.Task("b", "high"));

        var held = await FetchAllAsync(await JoinAsync());

        Assert.Equal(new(StartAnswer.Begin), await AdmitAsync("w1", held[0], Lock));
        Assert.Equal(new(StartAnswer.Locked, "b"), await AdmitAsync("w1", held[1], Lock));
    }

    [Fact]
    public async Task Unique_WithALimitThatIsFull_WaitsWithoutTheLock()
    {
        var lease = await JoinAsync();
        var held = await FetchManyAsync(lease, "a", "b", "c");
        await AdmitAsync("w1", held[0], null, One);
        Assert.Equal(StartAnswer.Limited, (await AdmitAsync("w1", held[1], Lock, One)).Answer);
        Assert.Equal(StartAnswer.Begin, (await AdmitAsync("w1", held[2], Lock)).Answer);

        await SettleAsync(lease, Sample.Success(held[0]));
        var b = await FetchOneAsync(lease);
        Assert.Equal(new(StartAnswer.Locked, "c"), await AdmitAsync("w1", b, Lock, One));

        // The refused task had a permit reserved. Its end returns it.
        await EnqueueAsync(Sample.Task("d"));
        var d = await FetchOneAsync(lease);
        await SettleAsync(lease, Sample.Success(b));
        Assert.Equal(StartAnswer.Begin, (await AdmitAsync("w1", d, null, One)).Answer);
    }
}
