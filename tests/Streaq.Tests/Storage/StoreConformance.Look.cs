using Streaq.Tasks;
namespace Streaq.Tests.Storage;

/// <summary>The state of tasks and queue, read from outside.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task LookUp_InEachState_ReturnsIt()
    {
        Assert.Equal(TaskState.NotFound, await StateAsync("a"));

        await EnqueueAsync(Sample.Task("a") with { Delay = TimeSpan.FromMinutes(1) });
        Assert.Equal(TaskState.Scheduled, await StateAsync("a"));

        await AdvanceAsync(TimeSpan.FromMinutes(1));
        await PromoteAsync();
        Assert.Equal(TaskState.Ready, await StateAsync("a"));

        var lease = await JoinAsync("holder");
        var held = await FetchOneAsync(lease);
        var running = await Store.LookUpAsync("a", default);
        Assert.Equal((TaskState.Running, "holder", null), (running.State, running.Worker, running.Record));

        await SettleAsync(lease, Sample.Retry(held, TimeSpan.Zero));
        Assert.Equal(TaskState.Scheduled, await StateAsync("a"));

        await PromoteAsync();
        await SettleAsync(lease, Sample.Success(await FetchOneAsync(lease)));
        var ended = await Store.LookUpAsync("a", default);
        Assert.Equal((TaskState.Succeeded, null, 2), (ended.State, ended.Worker, ended.Record!.Attempts));
    }

    [Theory]
    [InlineData(TaskOutcome.Success, TaskState.Succeeded)]
    [InlineData(TaskOutcome.Failure, TaskState.Failed)]
    [InlineData(TaskOutcome.Timeout, TaskState.Failed)]
    [InlineData(TaskOutcome.Aborted, TaskState.Aborted)]
    [InlineData(TaskOutcome.Expired, TaskState.Expired)]
    public async Task LookUp_OfAnEnd_TellsTheStateOfItsOutcome(TaskOutcome outcome, TaskState state)
    {
        await EnqueueAsync(Sample.Task("a"));
        var lease = await JoinAsync();
        var success = Sample.Success(await FetchOneAsync(lease));

        await SettleAsync(lease, success with { Record = RecordFormat.Write(RecordFormat.Read(success.Record) with { Outcome = outcome }) });

        var ended = await Store.LookUpAsync("a", default);
        Assert.Equal((state, outcome), (ended.State, ended.Record!.Outcome));
    }

    [Fact]
    public async Task LookUp_WhileACallerWaits_StillTellsTheState()
    {
        await EnqueueAsync(Sample.Task("a"));
        _ = await WaitingAsync("a");
        Assert.Equal(TaskState.Ready, await StateAsync("a"));

        await FetchOneAsync(await JoinAsync());
        Assert.Equal(TaskState.Running, await StateAsync("a"));
    }

    [Fact]
    public async Task Count_OfAnEmptyQueue_IsEmpty()
    {
        var counts = await CountAsync();

        Assert.True(counts.IsEmpty);
        Assert.Equal((0, 0), (counts.Dead, counts.OldestReadyAge));
        Assert.Equal(Sample.Priorities.Order(), counts.Ready.Keys.Order());
    }

    [Fact]
    public async Task Count_OfTasksInEveryPlace_TellsEach()
    {
        await FailAsync("dead");
        await Store.EnqueueManyAsync([.. Enumerable.Range(0, 5).Select(i => Sample.Task($"high-{i}", "high"))], default);
        var lease = await JoinAsync("w1", "high");
        await FetchAllAsync(lease);
        await EnqueueAsync(Sample.Task("high-5", "high"));
        await EnqueueAsync(Sample.Task("low", "low"));
        await EnqueueAsync(Sample.Task("later") with { Delay = TimeSpan.FromHours(1) });

        var counts = await CountAsync();

        Assert.Equal(new Dictionary<string, long> { ["high"] = 1, ["normal"] = 0, ["low"] = 1 }, counts.Ready);
        Assert.Equal((1, 0, 5, 1), (counts.Scheduled, counts.Waiting, counts.Running, counts.Dead));
        Assert.False(counts.IsEmpty);
    }

    [Fact]
    public async Task Count_OfATaskThatWasNotMadeReadyInTime_HasItsAge()
    {
        await EnqueueAsync(Sample.Task("a") with { Delay = TimeSpan.FromMinutes(1) });
        await EnqueueAsync(Sample.Task("b") with { Delay = TimeSpan.FromHours(1) });
        Assert.Equal(0, (await CountAsync()).OldestReadyAge);

        await AdvanceAsync(TimeSpan.FromMinutes(11));

        // Redis's clock goes on while the test runs.
        Assert.InRange((await CountAsync()).OldestReadyAge, 600_000, 600_000 + QueueHost.Patience.TotalMilliseconds);
        await PromoteAsync();
        Assert.InRange((await CountAsync()).OldestReadyAge, 0, QueueHost.Patience.TotalMilliseconds);
    }
}
