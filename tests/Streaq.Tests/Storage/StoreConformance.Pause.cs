using Streaq.Storage;

namespace Streaq.Tests.Storage;

/// <summary>Paused tasks are not handed out, and nothing else changes.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task Pause_OfAPriority_HandsOutTheOthers()
    {
        await Store.Pauses.PauseAsync("normal", default);
        var lease = await JoinAsync();
        await Store.EnqueueManyAsync([Sample.Task("a", "low"), Sample.Task("b"), Sample.Task("c", "high")], default);

        Assert.Equal(["c", "a"], Ids(await FetchAllAsync(lease)));

        Assert.Equal((1, 2), ((await CountAsync()).Ready["normal"], (await CountAsync()).Running));
        await Store.Pauses.ResumeAsync("normal", default);
        Assert.Equal(["b"], Ids(await FetchAllAsync(lease)));
    }

    [Fact]
    public async Task Pause_OfTheQueue_HoldsTasksBackAndLetsAllElseGoOn()
    {
        var lease = await JoinAsync();
        await EnqueueAsync(Sample.Task("running"));
        var running = await FetchOneAsync(lease);

        await Store.Pauses.PauseAsync(null, default);

        await EnqueueAsync(Sample.Task("new"));
        await EnqueueAsync(Sample.Task("due") with { Delay = TimeSpan.Zero });
        Assert.Equal(1, await PromoteAsync());
        Assert.Empty(await FetchAllAsync(lease));
        Assert.True(await lease.RenewAsync(default));
        await SettleAsync(lease, Sample.Success(running));
        Assert.Equal(TaskState.Succeeded, await StateAsync("running"));
        Assert.Equal(2, (await CountAsync()).Ready["normal"]);
        await Store.Pauses.ResumeAsync(null, default);
        Assert.Equal(["due", "new"], Ids(await FetchAllAsync(lease)).Order());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("normal")]
    public async Task Resume_WhileAFetchWaits_WakesIt(string? priority)
    {
        await Store.Pauses.PauseAsync(priority, default);
        var lease = await JoinAsync();
        await EnqueueAsync(Sample.Task("a"));
        var deliveries = new List<Delivery>();
        var fetch = lease.FetchAsync(10, QueueHost.Patience, deliveries, default).AsTask();

        await Store.Pauses.ResumeAsync(priority, default);

        await fetch.WaitAsync(QueueHost.Patience / 2);
        Assert.Equal(["a"], Ids([.. deliveries, .. await FetchAllAsync(lease)]));
    }

    [Fact]
    public async Task Fetch_WhileAnotherPriorityIsPaused_WakesForTheNextTask()
    {
        await Store.Pauses.PauseAsync("high", default);
        var lease = await JoinAsync();
        var deliveries = new List<Delivery>();
        var fetch = lease.FetchAsync(10, QueueHost.Patience, deliveries, default).AsTask();

        await EnqueueAsync(Sample.Task("a", "low"));

        await fetch.WaitAsync(QueueHost.Patience / 2);
        Assert.Equal(["a"], Ids([.. deliveries, .. await FetchAllAsync(lease)]));
    }

    /// <summary>A read that was under way may bring a task that was paused meanwhile.</summary>
    [Theory]
    [InlineData("a")]
    [InlineData("0123456789abcdef0123456789abcdef-0")]
    public async Task Task_ArrivedAfterThePause_IsNoAttempt(string id)
    {
        var lease = await JoinAsync();
        var deliveries = new List<Delivery>();
        var fetch = lease.FetchAsync(10, QueueHost.Patience, deliveries, default).AsTask();
        await Store.Pauses.PauseAsync(null, default);
        var message = Sample.Message(id) with { Details = new() { Headers = new Dictionary<string, string> { ["tenant"] = "t" } } };

        await Store.EnqueueManyAsync([new(message)], default);

        await fetch.WaitAsync(QueueHost.Patience / 2);
        Assert.Empty(deliveries);
        Assert.Equal(TaskState.Ready, await StateAsync(id));
        await Store.Pauses.ResumeAsync(null, default);
        var fetched = await FetchOneAsync(lease);
        Assert.Equal(
            (1, null, "t"), (fetched.Message.Attempt, fetched.Message.Details.PreviousWorker, fetched.Message.Details.Headers!["tenant"]));
        Assert.True(fetched.Message.EnqueuedAt > 0 && fetched.Message.EnqueuedAt <= fetched.Message.ReadyAt);
        await SettleAsync(lease, Sample.Success(fetched));
        Assert.Equal(TaskState.Succeeded, await StateAsync(id));
        Assert.True((await CountAsync()).IsEmpty);
    }

    [Fact]
    public async Task Task_ArrivedAfterThePauseWhileACallerWaits_StillNotifiesAndKeepsItsDeduplicationKey()
    {
        var lease = await JoinAsync();
        var fetch = lease.FetchAsync(10, QueueHost.Patience, [], default).AsTask();
        await Store.Pauses.PauseAsync(null, default);
        await EnqueueAsync(Sample.Task("a") with { DeduplicationKey = "key" });
        await fetch.WaitAsync(QueueHost.Patience / 2);
        var end = await WaitingAsync("a");
        Assert.Equal("a", await EnqueueAsync(Sample.Task("b") with { DeduplicationKey = "key" }));

        await Store.Pauses.ResumeAsync(null, default);
        await SettleAsync(lease, Sample.Success(await FetchOneAsync(lease)));

        Assert.Equal(TaskOutcome.Success, (await end.WaitAsync(QueueHost.Patience))!.Outcome);
        Assert.Equal("b", await EnqueueAsync(Sample.Task("b") with { DeduplicationKey = "key" }));
    }

    [Fact]
    public async Task Paused_AfterPausesAndResumptions_TellsWhatIsLeft()
    {
        Assert.Equal(QueuePause.None, await Store.Pauses.ReadAsync(default));

        Assert.True(await Store.Pauses.PauseAsync("low", default));
        Assert.True(await Store.Pauses.PauseAsync("high", default));
        Assert.True(await Store.Pauses.PauseAsync(null, default));
        Assert.False(await Store.Pauses.PauseAsync(null, default));
        Assert.Equal(new QueuePause(true, ["high", "low"]), await Store.Pauses.ReadAsync(default));
        Assert.Equal(new QueuePause(true, ["high", "low"]), (await CountAsync()).Paused);

        Assert.True(await Store.Pauses.ResumeAsync(null, default));
        Assert.True(await Store.Pauses.ResumeAsync("low", default));
        Assert.False(await Store.Pauses.ResumeAsync("low", default));
        Assert.Equal(new QueuePause(false, ["high"]), await Store.Pauses.ReadAsync(default));
    }
}
