using System.Text;
using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage;

/// <summary>Aborts of a task that a worker holds: the worker is notified, and the caller waits for the end.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task Abort_OfAHeldTask_NotifiesItsWorkerAndWaitsForTheEnd()
    {
        await EnqueueAsync(Sample.Task("a"));
        var (lease, aborts) = await JoinFollowingAsync("w1");
        var (_, others) = await JoinFollowingAsync("w2");
        var told = new TaskCompletionSource<AbortRequest>();
        aborts.Told = request => told.TrySetResult(request);
        var delivery = await FetchOneAsync(lease);

        var aborting = AbortAsync("a").AsTask();

        var request = await told.Task.WaitAsync(QueueHost.Patience);
        Assert.Equal(("a", Aborter), (request.TaskId, request.AbortedBy));
        Assert.Equal(request, aborts.Find(delivery));
        Assert.Null(aborts.Find(delivery with { Receipt = [.. delivery.Receipt, 1] }));
        Assert.True(others.IsEmpty);
        Assert.False(aborting.IsCompleted);
        await SettleAsync(lease, Sample.Aborted(delivery));
        var abortion = await aborting.WaitAsync(QueueHost.Patience);
        Assert.Equal((TaskOutcome.Aborted, false), (abortion.Record!.Outcome, abortion.IsTakenOut));
    }

    [Fact]
    public async Task Abort_OfAHeldTaskThatStillSucceeds_SaysSo()
    {
        await EnqueueAsync(Sample.Task("a"));
        var lease = await JoinAsync();
        var delivery = await FetchOneAsync(lease);
        var aborting = await AskToAbortAsync("a");

        await SettleAsync(lease, Sample.Success(delivery));

        Assert.Equal(TaskOutcome.Success, (await aborting.WaitAsync(QueueHost.Patience)).Record!.Outcome);
        await lease.RenewAsync(default);
    }

    /// <summary>A caller that stops waiting does not withdraw the request.</summary>
    [Fact]
    public async Task Abort_GivenUp_KeepsTheRequestUntilItIsFulfilled()
    {
        await EnqueueAsync(Sample.Task("a"));
        var (lease, aborts) = await JoinFollowingAsync("w1");
        var delivery = await FetchOneAsync(lease);
        using var over = new CancellationTokenSource();
        await over.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.AbortAsync("a", Aborter, over.Token, default).AsTask());

        await lease.RenewAsync(default);
        Assert.NotNull(aborts.Find(delivery));
    }

    [Fact]
    public async Task Abort_ThenARetry_HandsTheTaskOutAtOnceToBeEnded()
    {
        await EnqueueAsync(Sample.Task("a"));
        var lease = await JoinAsync();
        var delivery = await FetchOneAsync(lease);
        var aborting = await AskToAbortAsync("a");

        await SettleAsync(lease, Sample.Retry(delivery, TimeSpan.FromHours(1)));
        await PromoteAsync();

        await EndPassedOnAsync(lease, aborting);
    }

    [Fact]
    public async Task Abort_ThenTheWorkersLeave_PassesTheRequestOn()
    {
        await EnqueueAsync(Sample.Task("a"));
        var leaving = await JoinAsync("leaving");
        await FetchOneAsync(leaving);
        var aborting = await AskToAbortAsync("a");

        await leaving.LeaveAsync(default);

        await EndPassedOnAsync(await JoinAsync("next"), aborting);
    }

    [Fact]
    public async Task Abort_ThenTheWorkersDeath_PassesTheRequestOn()
    {
        await EnqueueAsync(Sample.Task("a"));
        await FetchOneAsync(await JoinAsync("dying"));
        var aborting = await AskToAbortAsync("a");

        await AdvanceAsync(Sample.Lease * 2);
        Assert.Single(await ReclaimAsync());

        await EndPassedOnAsync(await JoinAsync("next"), aborting);
    }
}
