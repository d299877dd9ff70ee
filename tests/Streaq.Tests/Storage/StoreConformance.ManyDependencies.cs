using System.Globalization;
using System.Text;
using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage;

/// <summary>Graphs of a thousand tasks, and what dependents learn from their dependencies.</summary>
public abstract partial class StoreConformance
{
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
}
