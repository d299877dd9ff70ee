using System.Text;
using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage;

/// <summary>How long an end is kept, and how callers that wait are notified.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task ResultTtl_OfZero_KeepsNothing()
    {
        await EndAsync("a", TimeSpan.Zero);

        Assert.Equal(TaskState.NotFound, await StateAsync("a"));
        Assert.Null(await Store.WaitForEndAsync("a", default, default));
    }

    [Fact]
    public async Task ResultTtl_OfAMinute_KeepsTheEndForAMinute()
    {
        await EndAsync("a", TimeSpan.FromMinutes(1));

        await AdvanceAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(TaskState.Succeeded, await StateAsync("a"));
        await AdvanceAsync(TimeSpan.FromSeconds(40));
        Assert.Equal(TaskState.NotFound, await StateAsync("a"));
    }

    [Fact]
    public async Task ResultTtl_OfNull_KeepsTheEndForEver()
    {
        await EndAsync("a", ttl: null);

        await AdvanceAsync(TimeSpan.FromDays(1000));

        Assert.Equal(TaskState.Succeeded, await StateAsync("a"));
    }

    [Fact]
    public async Task WaitForEnd_AfterTheEnd_AnswersAtOnce()
    {
        await EndAsync("a", TimeSpan.FromMinutes(5));

        Assert.Equal("42", Result(await Store.WaitForEndAsync("a", default, default)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    [InlineData(null)]
    public async Task WaitForEnd_OfAReadyTask_IsNotifiedOfItsEnd(int? ttlSeconds)
    {
        await EnqueueAsync(Sample.Task("a"));
        var wait = await WaitingAsync("a");

        var lease = await JoinAsync();
        await SettleAsync(lease, Sample.Success(await FetchOneAsync(lease), ttlSeconds is { } ttl ? TimeSpan.FromSeconds(ttl) : null));

        Assert.Equal("42", Result(await wait));
    }

    [Fact]
    public async Task WaitForEnd_OfARunningTask_IsNotifiedOfItsFailure()
    {
        await EnqueueAsync(Sample.Task("a"));
        var lease = await JoinAsync();
        var running = await FetchOneAsync(lease);
        var wait = await WaitingAsync("a");

        await SettleAsync(lease, Sample.Failure(running, await ClockAsync()));

        Assert.Equal(TaskOutcome.Failure, (await wait)!.Outcome);
    }

    [Fact]
    public async Task WaitForEnd_ByMany_NotifiesAll()
    {
        await EnqueueAsync(Sample.Task("a"));
        var waits = new[] { await WaitingAsync("a"), await WaitingAsync("a"), await WaitingAsync("a") };

        var lease = await JoinAsync();
        await SettleAsync(lease, Sample.Success(await FetchOneAsync(lease)));

        Assert.All(await Task.WhenAll(waits), record => Assert.Equal("42", Result(record)));
    }

    /// <summary>The mark of a waiter stays with the task in every state.</summary>
    [Fact]
    public async Task WaitForEnd_ThroughDelayRetryReclaimAndGiveBack_IsNotifiedOfTheEnd()
    {
        await EnqueueAsync(Sample.Task("a") with { Delay = TimeSpan.FromMinutes(1) });
        var wait = await WaitingAsync("a");
        await AdvanceAsync(TimeSpan.FromMinutes(1));
        await PromoteAsync();
        var lost = await JoinAsync("lost");
        await SettleAsync(lost, Sample.Retry(await FetchOneAsync(lost), TimeSpan.Zero));
        await PromoteAsync();
        await FetchOneAsync(lost);
        await AdvanceAsync(Sample.Lease);
        await ReclaimAsync();
        var leaving = await JoinAsync("leaving");
        await FetchOneAsync(leaving);
        await leaving.LeaveAsync(default);

        var lease = await JoinAsync();
        await SettleAsync(lease, Sample.Success(await FetchOneAsync(lease)));

        Assert.Equal("42", Result(await wait));
        Assert.Equal(3, (await wait)!.Attempts);
    }

    [Fact]
    public async Task WaitForEnd_OfAnUnknownId_IsNull() => Assert.Null(await Store.WaitForEndAsync("never", default, default));

    [Fact]
    public async Task WaitForEnd_Cancelled_EndsAndCanBeginAgain()
    {
        await EnqueueAsync(Sample.Task("a"));
        using var cancel = new CancellationTokenSource();
        var wait = Store.WaitForEndAsync("a", cancel.Token, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait.WaitAsync(QueueHost.Patience));

        var again = await WaitingAsync("a");
        var lease = await JoinAsync();
        await SettleAsync(lease, Sample.Success(await FetchOneAsync(lease)));

        Assert.Equal("42", Result(await again));
    }

    /// <summary>With any timeout, a wait sees an end that is already stored.</summary>
    [Fact]
    public async Task WaitForEnd_GivenUpFromTheBeginning_StillSeesAnEndThatIsThere()
    {
        await EndAsync("a", TimeSpan.FromMinutes(5));
        await EnqueueAsync(Sample.Task("b"));
        var over = new CancellationToken(canceled: true);

        Assert.Equal("42", Result(await Store.WaitForEndAsync("a", over, default)));
        Assert.Null(await Store.WaitForEndAsync("never", over, default));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.WaitForEndAsync("b", over, default).AsTask());
    }

    private static string Result(TaskRecord? record) => Encoding.UTF8.GetString(record!.Result.Span);

    /// <summary>Begins a wait that reaches the store before anything that the test does next.</summary>
    private async Task<Task<TaskRecord?>> WaitingAsync(string id)
    {
        // This call does what a store does once, such as to subscribe. Then the next wait is sent before its call returns.
        await Store.WaitForEndAsync("never", default, default);
        return Store.WaitForEndAsync(id, default, default).AsTask().WaitAsync(QueueHost.Patience);
    }

    private async Task EndAsync(string id, TimeSpan? ttl)
    {
        await EnqueueAsync(Sample.Task(id));
        var lease = await JoinAsync();
        await SettleAsync(lease, Sample.Success(await FetchOneAsync(lease), ttl));
    }
}
