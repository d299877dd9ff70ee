using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage;

/// <summary>How groups count the ends of their tasks.</summary>
public abstract partial class StoreConformance
{
    private ValueTask OpenGroupAsync(string id, int total, TimeSpan? ttl) => Store.Groups.OpenAsync(new NewGroup(id, total, ttl), default);

    private ValueTask OpenGroupAsync(string id, int total) => OpenGroupAsync(id, total, TimeSpan.FromMinutes(5));

    private static NewTask OfGroup(string id, string group) => new(Sample.Message(id) with { Details = new TaskDetails { GroupId = group } });

    private async Task<GroupProgress?> GroupAsync(string id) => await Store.Groups.FindAsync(id, default);

    [Fact]
    public async Task Group_WhileItsTasksEnd_CountsThemAndEndsWithTheLast()
    {
        var lease = await JoinAsync();
        await OpenGroupAsync("g", 3);
        await Store.EnqueueWaitingAsync([OfGroup("a", "g"), OfGroup("b", "g"), OfGroup("c", "g") with { Delay = TimeSpan.FromMinutes(1) }], default);
        Assert.Equal(new GroupProgress("g", 3, 0, 0), await GroupAsync("g"));
        Assert.Equal(TaskState.Waiting, await StateAsync("g"));

        await SucceedAsync(lease);
        Assert.Equal(new GroupProgress("g", 3, 2, 0), await GroupAsync("g"));
        var end = Store.WaitForEndAsync("g", default, default);
        await AdvanceAsync(TimeSpan.FromMinutes(1));
        await PromoteAsync();
        await SettleAsync(lease, Sample.Failure(await FetchOneAsync(lease), await ClockAsync()));

        var record = await end.AsTask().WaitAsync(QueueHost.Patience);
        Assert.Equal(new GroupProgress("g", 3, 2, 1), GroupRecord.Read(record!));
        Assert.Equal((TaskOutcome.Failure, "Streaq.GroupFailedException", "Of 3 tasks 1 did not succeed."), (record!.Outcome, record.Error!.Type, record.Error.Message));
        Assert.Equal(new GroupProgress("g", 3, 2, 1), await GroupAsync("g"));
        Assert.Equal(TaskState.Failed, await StateAsync("g"));
        Assert.Equal(ReplayResult.Replayed, await ReplayAsync("c"));
        await SucceedAsync(lease);
        Assert.Equal(new GroupProgress("g", 3, 2, 1), await GroupAsync("g"));
    }

    [Fact]
    public async Task Group_WhoseTaskIsRetried_CountsItOnce()
    {
        var lease = await JoinAsync();
        await OpenGroupAsync("g", 1);
        await Store.EnqueueWaitingAsync([OfGroup("a", "g")], default);

        await SettleAsync(lease, Sample.Retry(await FetchOneAsync(lease), TimeSpan.Zero));
        Assert.Equal(1, (await GroupAsync("g"))!.Unfinished);
        await PromoteAsync();
        await SucceedAsync(lease);

        Assert.Equal(new GroupProgress("g", 1, 1, 0), await GroupAsync("g"));
        Assert.Equal(TaskState.Succeeded, await StateAsync("g"));
    }

    [Fact]
    public async Task Group_WithoutTasks_IsFinishedAtOnce()
    {
        await OpenGroupAsync("g", 0);

        Assert.True((await GroupAsync("g"))!.IsFinished);
        Assert.Equal(new GroupProgress("g", 0, 0, 0), GroupRecord.Read((await Store.WaitForEndAsync("g", default, default))!));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Dependents_OfAGroup_GoOnWithItsLastTask(bool success)
    {
        var lease = await JoinAsync();
        await OpenGroupAsync("g", 2, TimeSpan.Zero);
        await WaitingAsync(After("finished", new TaskDependencies(["g"]) { AnyOutcomeOf = "g", TakesResultOf = "g" }));
        await WaitingAsync(After("succeeded", "g"));
        await Store.EnqueueWaitingAsync([OfGroup("a", "g"), OfGroup("b", "g")], default);
        var both = await FetchAllAsync(lease);

        await SettleAsync(lease, Traced(both[0], 'a'));
        Assert.Equal(2, (await CountAsync()).Waiting);
        var last = Traced(both[1], 'b');
        await SettleAsync(lease, success ? last : last with { Record = RecordFormat.Write(RecordFormat.Read(last.Record) with { Outcome = TaskOutcome.Failure, Result = default }) });

        var dependents = await FetchAllAsync(lease);
        Assert.Equal(["finished", "succeeded"], Ids(dependents));
        var body = System.Text.Json.JsonSerializer.Deserialize<GroupProgress>(dependents[0].Message.Body.Span);
        Assert.Equal(new GroupProgress("g", 2, success ? 2 : 1, success ? 0 : 1), body);
        Assert.Null(dependents[0].Message.Details.Dependencies!.Failed);
        Assert.Equal([TraceParent('b')], dependents[0].Message.Details.Dependencies!.Spans);
        Assert.Equal(success ? null : ("g", TaskOutcome.Failure), dependents[1].Message.Details.Dependencies!.Failed);
        Assert.NotNull(await GroupAsync("g"));
        await SettleAsync(lease, [.. dependents.Select(Sample.Success)]);
        await AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.Null(await GroupAsync("g"));
    }

    [Fact]
    public async Task Group_ThatIsUnknown_IsNull()
    {
        await EnqueueAsync(Sample.Task("a"));

        Assert.Null(await GroupAsync("g"));
        Assert.Null(await GroupAsync("a"));
        await SucceedAsync(await JoinAsync());
        Assert.Null(await GroupAsync("a"));
    }
}
