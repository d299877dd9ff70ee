using System.Globalization;
using System.Text;
using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage;

/// <summary>How tasks wait for others.</summary>
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

    [Fact]
    public async Task After_AThousandTasks_WaitsForThemAll()
    {
        var lease = await JoinAsync();
        var batch = BatchId.NewBatch();
        var ids = Enumerable.Range(0, 1000).Select(i => BatchId.For(batch, i)).ToArray();
        await Store.EnqueueManyAsync([.. ids.Select(id => Sample.Task(id))], default);
        await WaitingAsync(After("last", ids));
        var all = await FetchAllAsync(lease);

        foreach (var some in all.Take(999).Chunk(200))
        {
            await SettleAsync(lease, [.. some.Select(Sample.Success)]);
        }

        Assert.Equal(TaskState.Waiting, await StateAsync("last"));
        await SettleAsync(lease, Sample.Success(all[999]));

        var last = await FetchOneAsync(lease);
        Assert.Equal(ids, last.Message.Details.Dependencies!.Ids);
        await SettleAsync(lease, Sample.Success(last));
        await PromoteUntilIdleAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_OneTaskThatAThousandWaitFor_AllGoOn(bool success)
    {
        var lease = await JoinAsync();
        await EnqueueAsync(Sample.Task("first"));
        await Store.EnqueueWaitingAsync([.. Enumerable.Range(0, 1000).Select(i => After($"d{i}", "first"))], default);
        var first = await FetchOneAsync(lease);

        await SettleAsync(lease, success ? Sample.Success(first, TimeSpan.Zero, "1") : Sample.Failure(first, await ClockAsync()));
        await PromoteUntilIdleAsync();

        Assert.Equal(0, (await CountAsync()).Waiting);
        var all = await FetchAllAsync(lease);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"d{i}"), Ids(all));
        Assert.All(all, task => Assert.Equal(success, task.Message.Details.Dependencies!.Failed is null));
    }

    [Fact]
    public async Task After_AChainOfAThousand_EndsOneByOneAfterAFailure()
    {
        var lease = await JoinAsync();
        await EnqueueAsync(Sample.Task("c0"));
        await Store.EnqueueWaitingAsync([.. Enumerable.Range(1, 999).Select(i => After($"c{i}", string.Create(CultureInfo.InvariantCulture, $"c{i - 1}")))], default);

        await SettleAsync(lease, Sample.Failure(await FetchOneAsync(lease), await ClockAsync()));
        for (var i = 1; i < 1000; i++)
        {
            var next = Sample.Success(await FetchOneAsync(lease));
            Assert.Equal($"c{i}", next.Delivery.Message.Id);
            await SettleAsync(lease, next with { Record = RecordFormat.Write(RecordFormat.Read(next.Record) with { Outcome = TaskOutcome.Failure }) });
        }

        Assert.True((await CountAsync()).IsEmpty);
    }

    [Fact]
    public async Task Record_OfADependency_IsKeptUntilItsDependentsHaveEnded()
    {
        var lease = await JoinAsync();
        await EnqueueAsync(Sample.Task("a"));
        await WaitingAsync(After("b", "a"));
        await SucceedAsync(lease, TimeSpan.Zero);
        await WaitingAsync(After("c", "a"));
        await AdvanceAsync(TimeSpan.FromHours(1));
        Assert.Equal(TaskState.Succeeded, await StateAsync("a"));

        var both = await FetchAllAsync(lease);
        await SettleAsync(lease, Sample.Success(both[0]));
        await AdvanceAsync(TimeSpan.FromHours(1));
        Assert.Equal(TaskState.Succeeded, await StateAsync("a"));
        await SettleAsync(lease, Sample.Success(both[1]));
        await AdvanceAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(TaskState.NotFound, await StateAsync("a"));
    }

    [Fact]
    public async Task Record_OfAnEndedDependency_HasItsTimeToLiveAgainAfterItsDependents()
    {
        var lease = await JoinAsync();
        await EnqueueAsync(Sample.Task("a"));
        await SucceedAsync(lease, TimeSpan.FromMinutes(5));
        await WaitingAsync(After("b", "a"));
        await AdvanceAsync(TimeSpan.FromMinutes(10));
        Assert.Equal(TaskState.Succeeded, await StateAsync("a"));

        await SucceedAsync(lease);
        await AdvanceAsync(TimeSpan.FromMinutes(4));
        Assert.Equal(TaskState.Succeeded, await StateAsync("a"));
        await AdvanceAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(TaskState.NotFound, await StateAsync("a"));
    }

    [Fact]
    public async Task After_SampledDependencies_LearnsTheirSpans()
    {
        var lease = await JoinAsync();
        await EnqueueAsync(Sample.Task("a"));
        await SettleAsync(lease, Traced(await FetchOneAsync(lease), 'a'));
        await EnqueueAsync(Sample.Task("b"));
        await EnqueueAsync(Sample.Task("untraced"));
        await WaitingAsync(After("c", "a", "b", "untraced"));
        var rest = await FetchAllAsync(lease);
        await SettleAsync(lease, Sample.Success(rest[1]));
        await SettleAsync(lease, Traced(rest[0], 'b'));

        var c = await FetchOneAsync(lease);
        Assert.Equal([TraceParent('a'), TraceParent('b')], c.Message.Details.Dependencies!.Spans);
        await SettleAsync(lease, Sample.Retry(c, TimeSpan.Zero));
        await PromoteAsync();
        c = await FetchOneAsync(lease);
        Assert.Equal([TraceParent('a'), TraceParent('b')], c.Message.Details.Dependencies!.Spans);
        Assert.Equal(["a", "b", "untraced"], c.Message.Details.Dependencies.Ids);
    }

    [Fact]
    public async Task After_ManySampledDependencies_LearnsThirtyTwoSpans()
    {
        var lease = await JoinAsync();
        var ids = Enumerable.Range(0, 40).Select(i => $"t{i}").ToArray();
        await Store.EnqueueManyAsync([.. ids.Select(id => Sample.Task(id))], default);
        await WaitingAsync(After("last", ids));
        await SettleAsync(lease, [.. (await FetchAllAsync(lease)).Select(delivery => Traced(delivery, 'a'))]);

        Assert.Equal(Enumerable.Repeat(TraceParent('a'), 32), (await FetchOneAsync(lease)).Message.Details.Dependencies!.Spans);
    }

    [Fact]
    public async Task Dependent_ThatIsReclaimedAndReplayed_KeepsItsDependencies()
    {
        var lease = await JoinAsync();
        await EnqueueAsync(Sample.Task("a"));
        await WaitingAsync(After("b", "a"));
        await SucceedAsync(lease);
        await FetchOneAsync(lease);
        await AdvanceAsync(Sample.Lease);
        await ReclaimAsync();
        var other = await JoinAsync("w2");

        var again = await FetchOneAsync(other);
        Assert.Equal((2, "a"), (again.Message.Attempt, Assert.Single(again.Message.Details.Dependencies!.Ids)));
        await SettleAsync(other, Sample.Failure(again, await ClockAsync()));
        await ReplayAsync("b");

        Assert.Equal(["a"], (await FetchOneAsync(other)).Message.Details.Dependencies!.Ids);
    }

    [Fact]
    public async Task Dependent_ThatTakesTheResult_HasItAsItsBody()
    {
        var lease = await JoinAsync();
        await EnqueueAsync(Sample.Task("z"));
        await SucceedAsync(lease);
        await EnqueueAsync(Sample.Task("a"));
        await WaitingAsync(After("b", new TaskDependencies(["z", "a"]) { TakesResultOf = "a" }));
        await SettleAsync(lease, Sample.Success(await FetchOneAsync(lease), TimeSpan.Zero, "{\"from\":\"a\\n\"}"));

        Assert.Equal("{\"from\":\"a\\n\"}", Encoding.UTF8.GetString((await FetchOneAsync(lease)).Message.Body.Span));
    }

    [Fact]
    public async Task Graph_InOneCall_WaitsForThoseBeforeInIt()
    {
        var lease = await JoinAsync();
        await Store.EnqueueWaitingAsync([Sample.Task("a"), After("b", "a"), After("c", "b")], default);

        Assert.Equal([TaskState.Ready, TaskState.Waiting, TaskState.Waiting], [await StateAsync("a"), await StateAsync("b"), await StateAsync("c")]);
        await SucceedAsync(lease);
        await SucceedAsync(lease);
        Assert.Equal("c", (await FetchOneAsync(lease)).Message.Id);
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
