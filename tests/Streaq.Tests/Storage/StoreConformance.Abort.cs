using System.Text;
using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage;

/// <summary>The effect of an abort on a task in any state.</summary>
public abstract partial class StoreConformance
{
    private const string Aborter = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public async Task Abort_OfAReadyTask_TakesItOutAtOnce()
    {
        await EnqueueAsync(Sample.Task("a"));
        var waiting = Store.WaitForEndAsync("a", default, default).AsTask();

        var abortion = await AbortAsync("a");

        Assert.True(abortion.IsTakenOut);
        var record = abortion.Record!;
        Assert.Equal((TaskOutcome.Aborted, "test.sample", 0), (record.Outcome, record.Name, record.Attempts));
        Assert.True(record.EnqueuedAt > 0 && record.FinishedAt >= record.EnqueuedAt);
        Assert.Equal(TaskOutcome.Aborted, (await waiting.WaitAsync(QueueHost.Patience))!.Outcome);
        Assert.Equal(TaskState.Aborted, await StateAsync("a"));
        Assert.Empty(await FetchAllAsync(await JoinAsync()));
        Assert.True((await CountAsync()).IsEmpty);
        Assert.Empty(await DeadAsync());
    }

    [Fact]
    public async Task Abort_OfAScheduledTask_LetsItNeverBecomeDue()
    {
        await EnqueueAsync(Sample.Task("a") with { Delay = TimeSpan.FromMinutes(2) });

        Assert.True((await AbortAsync("a")).IsTakenOut);

        Assert.Equal(0, (await CountAsync()).Scheduled);
        await AdvanceAsync(TimeSpan.FromMinutes(3));
        Assert.Equal(0, await PromoteAsync());
        Assert.Equal(TaskState.Aborted, await StateAsync("a"));
    }

    [Fact]
    public async Task Abort_OfATaskThatWaitsForItsRetry_CountsTheAttemptsMade()
    {
        await EnqueueAsync(Sample.Task("a"));
        var lease = await JoinAsync();
        await SettleAsync(lease, Sample.Retry(await FetchOneAsync(lease), TimeSpan.FromMinutes(1)));

        var abortion = await AbortAsync("a");

        Assert.Equal((true, 1), (abortion.IsTakenOut, abortion.Record!.Attempts));
        Assert.True((await CountAsync()).IsEmpty);
    }

    [Fact]
    public async Task Abort_OfAWaitingTask_LetsItsDependencyEndWithoutIt()
    {
        await EnqueueAsync(Sample.Task("first"));
        await WaitingAsync(After("second", "first"));
        await WaitingAsync(After("third", "second"));

        Assert.True((await AbortAsync("second")).IsTakenOut);

        var lease = await JoinAsync();
        var deliveries = await FetchAllAsync(lease);
        var third = Assert.Single(deliveries, delivery => delivery.Message.Id == "third");
        Assert.Equal(("second", TaskOutcome.Aborted), third.Message.Details.Dependencies!.Failed);
        foreach (var delivery in deliveries)
        {
            await SettleAsync(lease, Sample.Success(delivery));
        }

        Assert.Equal(TaskState.Aborted, await StateAsync("second"));
        Assert.True((await CountAsync()).IsEmpty);
    }

    [Fact]
    public async Task Abort_OfATaskWithADeduplicationKey_FreesTheKey()
    {
        await EnqueueAsync(Sample.Task("a") with { DeduplicationKey = "daily" });
        await EnqueueAsync(Sample.Task("b") with { DeduplicationKey = "later", Delay = TimeSpan.FromHours(1) });

        await AbortAsync("a");
        await AbortAsync("b");

        Assert.Equal("c", await EnqueueAsync(Sample.Task("c") with { DeduplicationKey = "daily" }));
        Assert.Equal("d", await EnqueueAsync(Sample.Task("d") with { DeduplicationKey = "later" }));
    }

    [Fact]
    public async Task Abort_OfATaskOfABatch_LeavesTheOthersAlone()
    {
        var batch = BatchId.NewBatch();
        var ids = Enumerable.Range(0, 3).Select(index => BatchId.For(batch, index)).ToArray();
        await Store.EnqueueManyAsync([.. ids.Select(id => Sample.Task(id))], default);

        Assert.True((await AbortAsync(ids[1])).IsTakenOut);

        var lease = await JoinAsync();
        var deliveries = await FetchAllAsync(lease);
        Assert.Equal([ids[0], ids[2]], Ids(deliveries));
        Assert.Equal(TaskState.Running, await StateAsync(ids[2]));
        await SettleAsync(lease, [.. deliveries.Select(Sample.Success)]);
        Assert.Equal([TaskState.Succeeded, TaskState.Aborted, TaskState.Succeeded], [await StateAsync(ids[0]), await StateAsync(ids[1]), await StateAsync(ids[2])]);
    }

    [Fact]
    public async Task Abort_OfAnEndedOrUnknownTask_ChangesNothing()
    {
        await EnqueueAsync(Sample.Task("a"));
        var lease = await JoinAsync();
        await SettleAsync(lease, Sample.Success(await FetchOneAsync(lease)));

        var ended = await AbortAsync("a");
        var unknown = await AbortAsync("unknown");

        Assert.Equal((TaskOutcome.Success, false), (ended.Record!.Outcome, ended.IsTakenOut));
        Assert.Equal("42", Encoding.UTF8.GetString(ended.Record.Result.Span));
        Assert.Null(unknown.Record);
        Assert.Equal(TaskState.Succeeded, await StateAsync("a"));
        Assert.Equal(TaskState.NotFound, await StateAsync("unknown"));
    }

    [Fact]
    public async Task Abort_Repeated_ReturnsTheSameEnd()
    {
        await EnqueueAsync(Sample.Task("a"));
        await AbortAsync("a");

        var again = await AbortAsync("a");

        Assert.Equal((TaskOutcome.Aborted, false), (again.Record!.Outcome, again.IsTakenOut));
    }

    [Fact]
    public async Task Abort_BeforeALimitedTaskBegins_IsReturnedInsteadOfParkingIt()
    {
        await EnqueueAsync(Sample.Task("a"));
        await EnqueueAsync(Sample.Task("b"));
        var lease = await JoinAsync();
        var deliveries = await FetchAllAsync(lease);
        var limits = new StartConditions(null, [new Limit("one", 1, Period: null)]);
        Assert.Equal(StartAnswer.Begin, (await lease.AdmitAsync(deliveries[0], limits, default)).Answer);
        await AskToAbortAsync("b");

        var decision = await lease.AdmitAsync(deliveries[1], limits, default);

        Assert.Equal((StartAnswer.Abort, Aborter), (decision.Answer, decision.AbortedBy));
    }

    [Fact]
    public async Task Abort_OfATaskThatItsLimitParked_LetsTheNextOneIn()
    {
        var limits = new StartConditions(null, [new Limit("one", 1, Period: null)]);
        foreach (var id in new[] { "a", "b", "c" })
        {
            await EnqueueAsync(Sample.Task(id));
        }

        var lease = await JoinAsync();
        var deliveries = await FetchAllAsync(lease);
        foreach (var delivery in deliveries)
        {
            await lease.AdmitAsync(delivery, limits, default);
        }

        Assert.Equal(TaskState.Waiting, await StateAsync("b"));
        Assert.True((await AbortAsync("b")).IsTakenOut);
        await SettleAsync(lease, Sample.Success(deliveries[0]));

        Assert.Equal("c", (await FetchOneAsync(lease)).Message.Id);
        Assert.Equal(0, (await CountAsync()).Waiting);
    }

    private ValueTask<AbortResult> AbortAsync(string id) => Store.AbortAsync(id, Aborter, default, default);

    /// <summary>Returns when the request is in the store. The inner task waits for the task's end.</summary>
    private async Task<Task<AbortResult>> AskToAbortAsync(string id)
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.AbortAsync(id, Aborter, new CancellationToken(canceled: true), default).AsTask());
        return AbortAsync(id).AsTask();
    }

    private async Task<(IWorkerLease Lease, AbortRequests Aborts)> JoinFollowingAsync(string worker)
    {
        var registration = new WorkerRegistration(worker, Sample.Priorities, Sample.Lease);
        var lease = await Store.JoinAsync(registration, default);
        _leases.Add(lease);
        return (lease, registration.Aborts);
    }

    private async Task EndPassedOnAsync(IWorkerLease lease, Task<AbortResult> aborting)
    {
        var next = await FetchOneAsync(lease);
        Assert.Equal(Aborter, next.Message.Details.AbortedBy);
        Assert.False(aborting.IsCompleted);
        await SettleAsync(lease, Sample.Aborted(next));
        Assert.Equal(TaskOutcome.Aborted, (await aborting.WaitAsync(QueueHost.Patience)).Record!.Outcome);
        Assert.True((await CountAsync()).IsEmpty);
    }
}
