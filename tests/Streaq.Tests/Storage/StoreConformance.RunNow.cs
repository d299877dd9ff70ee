using Streaq.Storage;

namespace Streaq.Tests.Storage;

/// <summary>Running a task before its time, in any state.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task RunNow_OfAScheduledTask_MakesItReadyOnce()
    {
        await EnqueueAsync(Sample.Task("a") with { Delay = TimeSpan.FromHours(1), DeduplicationKey = "key" });
        var end = await WaitingAsync("a");

        var before = await ClockAsync();
        Assert.Equal(RunNowResult.MadeReady, await RunNowAsync("a"));
        var after = await ClockAsync();

        Assert.Equal((TaskState.Ready, 0), (await StateAsync("a"), (await CountAsync()).Scheduled));
        Assert.Equal(RunNowResult.AlreadyReady, await RunNowAsync("a"));
        await AdvanceAsync(TimeSpan.FromHours(2));
        Assert.Equal(0, await PromoteAsync());
        var lease = await JoinAsync();
        var delivery = await FetchOneAsync(lease);
        Assert.InRange(delivery.Message.Details.DueAt, before, after);
        Assert.Equal("a", await EnqueueAsync(Sample.Task("b") with { DeduplicationKey = "key" }));
        await SettleAsync(lease, Sample.Success(delivery));
        Assert.Equal(TaskOutcome.Success, (await end.WaitAsync(QueueHost.Patience))!.Outcome);
        Assert.Equal("b", await EnqueueAsync(Sample.Task("b") with { DeduplicationKey = "key" }));
    }

    /// <summary>The first call makes it ready, and the other one finds it ready.</summary>
    [Fact]
    public async Task RunNow_WhilePromotionsRun_MakesNoTaskReadyTwice()
    {
        const int Tasks = 50;
        string[] ids = [.. Enumerable.Range(0, Tasks).Select(i => $"t{i}")];
        foreach (var id in ids)
        {
            await EnqueueAsync(Sample.Task(id) with { Delay = TimeSpan.Zero });
        }

        var promotions = Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Store.PromoteDueAsync(10, default).AsTask()));
        var runs = await Task.WhenAll(ids.Select(id => RunNowAsync(id).AsTask()));

        var promoted = (await promotions).Sum(promotion => promotion.Count);
        Assert.Equal(Tasks, promoted + runs.Count(result => result is RunNowResult.MadeReady));
        Assert.All(runs, result => Assert.True(result is RunNowResult.MadeReady or RunNowResult.AlreadyReady));
        Assert.Equal(ids.Order(), Ids(await FetchAllAsync(await JoinAsync())).Order());
    }

    [Fact]
    public async Task RunNow_OfATaskThatWaitsForItsRetry_BeginsTheNextAttempt()
    {
        await EnqueueAsync(Sample.Task("a"));
        var lease = await JoinAsync();
        await SettleAsync(lease, Sample.Retry(await FetchOneAsync(lease), TimeSpan.FromHours(1)));

        Assert.Equal(RunNowResult.MadeReady, await RunNowAsync("a"));

        Assert.Equal(2, (await FetchOneAsync(lease)).Message.Attempt);
    }

    [Fact]
    public async Task RunNow_OfATaskThatWaitsForOthers_LeavesItWaiting()
    {
        await EnqueueAsync(Sample.Task("first"));
        await WaitingAsync(After("second", "first"));
        await WaitingAsync(After("third", "first") with { Delay = TimeSpan.FromHours(1) });

        Assert.Equal((RunNowResult.WaitsForTasks, RunNowResult.WaitsForTasks), (await RunNowAsync("second"), await RunNowAsync("third")));

        var lease = await JoinAsync();
        await SettleAsync(lease, Sample.Success(await FetchOneAsync(lease)));
        Assert.Equal((TaskState.Ready, TaskState.Scheduled), (await StateAsync("second"), await StateAsync("third")));
        Assert.Equal(RunNowResult.MadeReady, await RunNowAsync("third"));
    }

    [Fact]
    public async Task RunNow_OfATaskThatItsLimitHoldsBack_LeavesItWaiting()
    {
        var limits = new StartConditions(null, [new Limit("one", 1, Period: null)]);
        await EnqueueAsync(Sample.Task("a"));
        await EnqueueAsync(Sample.Task("b"));
        var lease = await JoinAsync();
        var deliveries = await FetchAllAsync(lease);
        foreach (var delivery in deliveries)
        {
            await lease.AdmitAsync(delivery, limits, default);
        }

        Assert.Equal(RunNowResult.WaitsForLimit, await RunNowAsync("b"));

        await SettleAsync(lease, Sample.Success(deliveries[0]));
        Assert.Equal("b", (await FetchOneAsync(lease)).Message.Id);
    }

    [Fact]
    public async Task RunNow_OfATaskThatIsNotScheduled_TellsWhereItIs()
    {
        var batch = Streaq.Tasks.BatchId.NewBatch();
        string[] ids = [.. Enumerable.Range(0, 3).Select(index => Streaq.Tasks.BatchId.For(batch, index))];
        await Store.EnqueueManyAsync([.. ids.Select(id => Sample.Task(id))], default);
        await OpenGroupAsync("group", 1);

        Assert.Equal(RunNowResult.AlreadyReady, await RunNowAsync(ids[0]));
        var lease = await JoinAsync();
        var deliveries = await FetchAllAsync(lease);
        Assert.Equal(RunNowResult.Running, await RunNowAsync(ids[0]));
        await SettleAsync(lease, [.. deliveries.Select(Sample.Success)]);
        Assert.Equal(RunNowResult.Ended, await RunNowAsync(ids[0]));
        Assert.Equal((RunNowResult.NotFound, RunNowResult.NotFound), (await RunNowAsync("never-seen"), await RunNowAsync("group")));
        Assert.True((await CountAsync()).IsEmpty);
    }

    private ValueTask<RunNowResult> RunNowAsync(string id) => Store.RunNowAsync(id, default);
}
