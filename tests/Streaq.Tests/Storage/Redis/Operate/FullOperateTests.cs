using Streaq.Storage;

namespace Streaq.Tests.Storage.Redis;

/// <summary>What an operator does to relieve a Redis that has no memory left, and what producers may not do there.</summary>
public sealed class FullOperateTests : FullServer
{
    [Fact]
    public async Task Abort_OfTasksInEveryStateOnAFullServer_EndsThem()
    {
        await using var lease = await JoinAsync();
        await EnqueueAsync("running");
        var held = Assert.Single(await FetchAsync(lease));
        await EnqueueAsync("ready");
        await Store.EnqueueAsync(Sample.Task("scheduled") with { Delay = TimeSpan.FromHours(1) }, default);
        await FillAsync();
        var asked = await Raw.FirstWriteAsync(key => key == (string)Raw.Keys.Aborts!, "hset");

        Assert.True((await AbortAsync("ready")).IsTakenOut);
        Assert.True((await AbortAsync("scheduled")).IsTakenOut);
        var running = AbortAsync("running");
        await asked.WaitAsync(QueueHost.Patience);
        Assert.True(await lease.SettleAsync([Sample.Aborted(held)], default));

        Assert.Equal(TaskOutcome.Aborted, (await running.WaitAsync(QueueHost.Patience)).Record!.Outcome);
    }

    [Fact]
    public async Task Pause_OnAFullServer_HoldsUntilItIsResumed()
    {
        await using var lease = await JoinAsync();
        await EnqueueAsync("a");
        await FillAsync();

        Assert.True(await Store.Pauses.PauseAsync(null, default));
        Assert.Empty(await FetchAsync(lease));
        Assert.True(await Store.Pauses.ResumeAsync(null, default));

        Assert.Single(await FetchAsync(lease));
    }

    [Fact]
    public async Task RunNow_OnAFullServer_GoesThrough()
    {
        await using var lease = await JoinAsync();
        await Store.EnqueueAsync(Sample.Task("a") with { Delay = TimeSpan.FromHours(1) }, default);
        await FillAsync();

        Assert.Equal(RunNowResult.MadeReady, await Store.RunNowAsync("a", default));

        Assert.Equal("a", Assert.Single(await FetchAsync(lease)).Message.Id);
    }

    [Fact]
    public async Task RunSchedule_OnAFullServer_IsRefusedAndLeavesTheTimetable()
    {
        var schedule = new ScheduleDefinition
        {
            Id = "nightly",
            Expression = "0 3 * * *",
            TaskName = "test.sample",
            Body = "1"u8.ToArray(),
            Priority = Sample.Normal,
        };
        await Store.Schedules.PutAsync(schedule, 5_000, default);
        await FillAsync();
        var entry = (await Store.Schedules.FindAsync("nightly", default))!;

        var firing = new ScheduleFiring(entry, 1_000, entry.NextAt, Sample.Message("a"));
        Assert.True((await Assert.ThrowsAsync<StreaqStoreException>(() => Store.Schedules.FireAsync(firing, default).AsTask())).IsTransient);

        Assert.Equal((5_000, 0), ((await Store.Schedules.FindAsync("nightly", default))!.NextAt, entry.LastAt));
        Assert.Equal(TaskState.NotFound, await StateAsync("a"));
    }

    [Fact]
    public async Task Report_OnAFullServer_TellsHowFullTheQueueIs()
    {
        await EnqueueAsync("a");
        await FillAsync();

        Assert.True(await Store.TryReportAsync("w1", TimeSpan.FromSeconds(15), default));
        Assert.Equal(1, (await Store.CountAsync(Sample.Priorities, default)).Ready[Sample.Normal]);
    }

    [Fact]
    public async Task Enqueue_OnAFullServer_IsRefusedAndLeavesNothing()
    {
        await using var lease = await JoinAsync();
        var before = await Raw.KeysAsync();
        await FillAsync();

        foreach (var task in new[] { Sample.Task("a"), Sample.Task("b") with { DeduplicationKey = "once" }, Sample.Task("c") with { Delay = TimeSpan.Zero } })
        {
            Assert.True((await Assert.ThrowsAsync<StreaqStoreException>(() => Store.EnqueueAsync(task, default).AsTask())).IsTransient);
        }

        Assert.Equal(before, await Raw.KeysAsync());
        Assert.Empty(await FetchAsync(lease));
    }

    private Task<AbortResult> AbortAsync(string id) => Store.AbortAsync(id, "", default, default).AsTask();
}
