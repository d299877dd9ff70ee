using System.Globalization;
using System.Text;
using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage;

/// <summary>Tasks that wait for others.</summary>
public abstract partial class StoreConformance
{
    private static NewTask After(string id, params string[] dependencies) => After(id, new TaskDependencies(dependencies));

    private static NewTask After(string id, TaskDependencies dependencies) =>
        new(Sample.Message(id) with { Details = new TaskDetails { Dependencies = dependencies, Trigger = TaskTrigger.Dependency } });

    private async Task<string> WaitingAsync(NewTask task) => Assert.Single(await Store.EnqueueWaitingAsync([task], default)).Id;

    private static async Task SucceedAsync(IWorkerLease lease, TimeSpan? ttl) =>
        await SettleAsync(lease, [.. (await FetchAllAsync(lease)).Select(delivery => Sample.Success(delivery, ttl))]);

    private static Task SucceedAsync(IWorkerLease lease) => SucceedAsync(lease, TimeSpan.FromMinutes(5));

    [Fact]
    public async Task After_AnUnfinishedTask_WaitsUntilItHasSucceeded()
    {
        var lease = await JoinAsync();
        await EnqueueAsync(Sample.Task("a"));
        Assert.Equal("b", await WaitingAsync(After("b", "a")));

        Assert.Equal(TaskState.Waiting, await StateAsync("b"));
        Assert.Equal(1, (await CountAsync()).Waiting);
        Assert.False((await CountAsync()).IsEmpty);
        var a = await FetchOneAsync(lease);
        Assert.Equal("a", a.Message.Id);
        Assert.Empty(await FetchAllAsync(lease));

        await SettleAsync(lease, Sample.Success(a));

        Assert.Equal(TaskState.Ready, await StateAsync("b"));
        Assert.Equal(0, (await CountAsync()).Waiting);
        var b = await FetchOneAsync(lease);
        Assert.Equal(["a"], b.Message.Details.Dependencies!.Ids);
        Assert.Null(b.Message.Details.Dependencies.Failed);
        Assert.Equal(TaskTrigger.Dependency, b.Message.Details.Trigger);
    }

    [Fact]
    public async Task After_TasksInEveryState_WaitsForAllOfThem()
    {
        var lease = await JoinAsync();
        await EnqueueAsync(Sample.Task("ended"));
        await SucceedAsync(lease);
        await EnqueueAsync(Sample.Task("running"));
        var running = await FetchOneAsync(lease);
        await EnqueueAsync(Sample.Task("ready"));
        await EnqueueAsync(Sample.Task("scheduled") with { Delay = TimeSpan.FromMinutes(1) });
        await WaitingAsync(After("waiting", "running"));
        var batch = BatchId.NewBatch();
        await Store.EnqueueManyAsync([.. Enumerable.Range(0, 3).Select(i => Sample.Task(BatchId.For(batch, i)))], default);
        await WaitingAsync(After("last", "ended", "running", "ready", "scheduled", "waiting", BatchId.For(batch, 1), "unknown"));

        await SettleAsync(lease, Sample.Success(running));
        await SucceedAsync(lease);
        Assert.Equal(TaskState.Waiting, await StateAsync("last"));
        await AdvanceAsync(TimeSpan.FromMinutes(1));
        await PromoteAsync();
        await SucceedAsync(lease);

        Assert.Equal("last", (await FetchOneAsync(lease)).Message.Id);
    }

    [Fact]
    public async Task After_TasksOfWhichNothingIsKnown_IsReadyAtOnce()
    {
        await WaitingAsync(After("b", "x", "y"));

        Assert.Equal(TaskState.Ready, await StateAsync("b"));
    }

    [Fact]
    public async Task After_ATaskOfWhichNothingIsKnown_StrictlyIsRefused()
    {
        await EnqueueAsync(Sample.Task("a"));

        var e = await Assert.ThrowsAsync<DependencyRefusedException>(() => WaitingAsync(After("b", new TaskDependencies(["a", "x"]) { IsStrict = true })));

        Assert.Equal(("b", "x"), (e.TaskId, e.DependencyId));
        Assert.Equal(TaskState.NotFound, await StateAsync("b"));
        Assert.Equal("b", await WaitingAsync(After("b", new TaskDependencies(["a"]) { IsStrict = true })));
    }

    [Fact]
    public async Task After_InACircle_IsRefused()
    {
        await WaitingAsync(After("b", "a"));
        await WaitingAsync(After("c", "b"));
        await WaitingAsync(After("d", "c"));

        var e = await Assert.ThrowsAsync<DependencyRefusedException>(() => WaitingAsync(After("a", new TaskDependencies(["x", "d"]) { HasChosenId = true })));

        Assert.Equal(("a", "d"), (e.TaskId, e.DependencyId));
        Assert.Equal(TaskState.NotFound, await StateAsync("a"));
        Assert.Equal("e", await WaitingAsync(After("e", new TaskDependencies(["d", "b"]) { HasChosenId = true })));
    }

    [Fact]
    public async Task After_AFailedTask_IsHandedOutToBeEnded()
    {
        var lease = await JoinAsync();
        await EnqueueAsync(Sample.Task("a"));
        await EnqueueAsync(Sample.Task("slow"));
        await WaitingAsync(After("b", "slow", "a") with { Delay = TimeSpan.FromHours(1) });
        var both = await FetchAllAsync(lease);

        await SettleAsync(lease, Sample.Failure(both.Single(task => task.Message.Id == "a"), await ClockAsync()));

        var b = await FetchOneAsync(lease);
        Assert.Equal("b", b.Message.Id);
        Assert.Equal(("a", TaskOutcome.Failure), b.Message.Details.Dependencies!.Failed);
        await SettleAsync(lease, Sample.Success(b), Sample.Success(both.Single(task => task.Message.Id == "slow")));
        Assert.Empty(await FetchAllAsync(lease));
    }

    [Theory]
    [InlineData(TaskOutcome.Aborted)]
    [InlineData(TaskOutcome.Expired)]
    [InlineData(TaskOutcome.Timeout)]
    public async Task After_ATaskThatDidNotSucceed_KnowsHowItEnded(TaskOutcome outcome)
    {
        var lease = await JoinAsync();
        await EnqueueAsync(Sample.Task("a"));
        await WaitingAsync(After("b", "a"));
        var a = Sample.Success(await FetchOneAsync(lease));

        await SettleAsync(lease, a with { Record = RecordFormat.Write(RecordFormat.Read(a.Record) with { Outcome = outcome, Result = default }) });

        Assert.Equal(("a", outcome), (await FetchOneAsync(lease)).Message.Details.Dependencies!.Failed);
        await WaitingAsync(After("c", "a"));
        Assert.Equal(("a", outcome), (await FetchOneAsync(lease)).Message.Details.Dependencies!.Failed);
    }

    [Fact]
    public async Task After_ARetriedTask_WaitsForItsLastAttempt()
    {
        var lease = await JoinAsync();
        await EnqueueAsync(Sample.Task("a"));
        await WaitingAsync(After("b", "a"));

        await SettleAsync(lease, Sample.Retry(await FetchOneAsync(lease), TimeSpan.Zero));
        Assert.Equal(TaskState.Waiting, await StateAsync("b"));
        await PromoteAsync();
        await SucceedAsync(lease);

        Assert.Equal(TaskState.Ready, await StateAsync("b"));
    }

    [Fact]
    public async Task After_WithADelay_WaitsForBoth()
    {
        var lease = await JoinAsync();
        await EnqueueAsync(Sample.Task("a"));
        await WaitingAsync(After("b", "a") with { Delay = TimeSpan.FromMinutes(5) });
        await AdvanceAsync(TimeSpan.FromSeconds(1));
        await PromoteAsync();
        Assert.Equal(TaskState.Waiting, await StateAsync("b"));

        await SucceedAsync(lease);
        Assert.Equal(TaskState.Scheduled, await StateAsync("b"));
        await AdvanceAsync(TimeSpan.FromMinutes(5));
        await PromoteAsync();

        Assert.Equal(["a"], (await FetchOneAsync(lease)).Message.Details.Dependencies!.Ids);
    }

    [Fact]
    public async Task After_RepeatedWithTheSameId_AddsNothing()
    {
        var lease = await JoinAsync();
        await EnqueueAsync(Sample.Task("a"));
        await WaitingAsync(After("b", "a"));
        Assert.Equal("b", await WaitingAsync(After("b", "a")));
        await SucceedAsync(lease);

        Assert.Single(await FetchAllAsync(lease));
    }

    [Fact]
    public async Task After_WithADeduplicationKey_HoldsItUntilTheTaskEnds()
    {
        var lease = await JoinAsync();
        await EnqueueAsync(Sample.Task("a"));
        await WaitingAsync(After("b", "a") with { DeduplicationKey = "k" });
        Assert.Equal("b", await WaitingAsync(After("c", "a") with { DeduplicationKey = "k" }));
        Assert.Equal("b", await EnqueueAsync(Sample.Task("d") with { DeduplicationKey = "k" }));

        await SucceedAsync(lease);
        await SucceedAsync(lease);

        Assert.Equal("d", await EnqueueAsync(Sample.Task("d") with { DeduplicationKey = "k" }));
    }

    [Fact]
    public async Task After_InADiamond_RunsTheLastOnceAndLast()
    {
        var lease = await JoinAsync();
        await EnqueueAsync(Sample.Task("top"));
        await WaitingAsync(After("left", "top"));
        await WaitingAsync(After("right", "top"));
        await WaitingAsync(After("bottom", "left", "right"));

        await SucceedAsync(lease);
        var sides = await FetchAllAsync(lease);
        Assert.Equal(["left", "right"], Ids(sides));
        await SettleAsync(lease, Sample.Success(sides[0]));
        Assert.Empty(await FetchAllAsync(lease));
        await SettleAsync(lease, Sample.Success(sides[1]));

        Assert.Equal("bottom", (await FetchOneAsync(lease)).Message.Id);
    }

    private async Task PromoteUntilIdleAsync()
    {
        while ((await Store.PromoteDueAsync(100, default)).NextDueIn == TimeSpan.Zero)
        {
        }
    }

    private static string TraceParent(char digit) => $"00-{new string(digit, 32)}-{new string(digit, 16)}-01";

    private static CompletionSettlement Traced(Delivery delivery, char digit)
    {
        var success = Sample.Success(delivery);
        return success with { Record = RecordFormat.Write(RecordFormat.Read(success.Record) with { TraceId = new(digit, 32), SpanId = new(digit, 16) }) };
    }
}
