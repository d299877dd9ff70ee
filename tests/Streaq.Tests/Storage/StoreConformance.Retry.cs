using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage;

/// <summary>Further attempts of a task, and repeated writes.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task Retry_WithADelay_ParksTheTaskAndThenHandsOutTheNextAttempt()
    {
        await EnqueueAsync(new(Sample.Message("a", "high") with
        {
            Details = new() { Headers = new Dictionary<string, string> { ["tenant"] = "t" }, TraceState = "vendor=1" },
        }));
        var lease = await JoinAsync();
        var first = await FetchOneAsync(lease);

        await SettleAsync(lease, Sample.Retry(first, TimeSpan.FromMinutes(1)));

        Assert.Equal(TaskState.Scheduled, await StateAsync("a"));
        Assert.Equal(0, await PromoteAsync());
        await AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await PromoteAsync());
        var second = (await FetchOneAsync(lease)).Message;
        Assert.Equal(
            (2, "high", TaskTrigger.Retry, "vendor=1"),
            (second.Attempt, second.Priority, second.Details.Trigger, second.Details.TraceState));
        Assert.Equal("t", second.Details.Headers!["tenant"]);
        Assert.Equal(first.Message.EnqueuedAt, second.EnqueuedAt);
        Assert.Equal(first.Message.Body.ToArray(), second.Body.ToArray());
    }

    [Fact]
    public async Task Retry_ThenSuccess_CountsBothAttempts()
    {
        await EnqueueAsync(Sample.Task("a"));
        var lease = await JoinAsync();
        await SettleAsync(lease, Sample.Retry(await FetchOneAsync(lease), TimeSpan.Zero));
        await PromoteAsync();

        await SettleAsync(lease, Sample.Success(await FetchOneAsync(lease)));

        Assert.Equal(2, (await Store.LookUpAsync("a", default)).Record!.Attempts);
        Assert.True((await CountAsync()).IsEmpty);
    }

    /// <summary>The answer to a write can get lost, and the worker repeats it. The task may be in any state by then.</summary>
    [Fact]
    public async Task Retry_SettledTwice_IsOneRetry()
    {
        await EnqueueAsync(Sample.Task("a"));
        var lease = await JoinAsync();
        var retry = Sample.Retry(await FetchOneAsync(lease), TimeSpan.Zero);
        await SettleAsync(lease, retry);

        await SettleAsync(lease, retry);
        Assert.Equal(1, await PromoteAsync());
        await SettleAsync(lease, retry);
        Assert.Equal(TaskState.Ready, await StateAsync("a"));
        Assert.Equal(0, await PromoteAsync());

        await SettleAsync(lease, Sample.Success(await FetchOneAsync(lease)));
        await SettleAsync(lease, retry);
        Assert.Equal(TaskState.Succeeded, await StateAsync("a"));
        Assert.True((await CountAsync()).IsEmpty);
    }

    [Fact]
    public async Task Completion_SettledTwice_IsOneEnd()
    {
        await EnqueueAsync(Sample.Task("a"));
        var lease = await JoinAsync();
        var success = Sample.Success(await FetchOneAsync(lease));

        await SettleAsync(lease, success);
        await SettleAsync(lease, success);

        Assert.Equal(TaskState.Succeeded, await StateAsync("a"));
        Assert.True((await CountAsync()).IsEmpty);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    public async Task Completion_SettledAgainAfterItsIdCameAgain_LeavesTheNewTaskAlone(int ttlSeconds)
    {
        await EnqueueAsync(Sample.Task("a") with { DeduplicationKey = "key" });
        var lease = await JoinAsync();
        var success = Sample.Success(await FetchOneAsync(lease), TimeSpan.FromSeconds(ttlSeconds));
        await SettleAsync(lease, success);
        await AdvanceAsync(TimeSpan.FromSeconds(ttlSeconds));
        await lease.RenewAsync(default);
        await EnqueueAsync(Sample.Task("a") with { DeduplicationKey = "key" });

        await SettleAsync(lease, success);

        Assert.Equal(TaskState.Ready, await StateAsync("a"));
        Assert.Equal("a", await EnqueueAsync(Sample.Task("b") with { DeduplicationKey = "key" }));
    }

    [Fact]
    public async Task DeadLettering_SettledTwice_IsOneDeadLetter()
    {
        await EnqueueAsync(Sample.Task("a"));
        var lease = await JoinAsync();
        var failure = Sample.Failure(await FetchOneAsync(lease), await ClockAsync());
        await SettleAsync(lease, failure);

        await SettleAsync(lease, failure);
        Assert.Equal(["a"], await DeadAsync());

        Assert.Equal(ReplayResult.Replayed, await ReplayAsync("a"));
        await SettleAsync(lease, failure);
        Assert.Empty(await DeadAsync());
        Assert.Equal(TaskState.Ready, await StateAsync("a"));
    }
}
