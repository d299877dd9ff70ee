using Streaq.Storage;

namespace Streaq.Tests.Storage;

/// <summary>Progress reports of running tasks.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task Progress_OfARunningTask_IsTheLastReport()
    {
        await EnqueueAsync(Sample.Task("a"));
        await FetchOneAsync(await JoinAsync());

        Assert.Null(await Store.Progress.FindAsync("a", default));
        Assert.Null((await Store.LookUpAsync("a", default)).Progress);
        Assert.True(await Store.Progress.ReportAsync("w1", "a", 0.25, null, default));
        Assert.True(await Store.Progress.ReportAsync("w1", "a", 1 / 3.0, "a third of it\nor so", default));

        var report = (await Store.Progress.FindAsync("a", default))!;
        Assert.Equal((2, 1 / 3.0, "a third of it\nor so"), (report.Number, report.Progress.Fraction, report.Progress.Note));
        Assert.Equal(report.Progress, (await Store.LookUpAsync("a", default)).Progress);
        var listed = await Store.ListAsync(new TaskListQuery(TaskState.Running, ["normal"], 10, null), default);
        Assert.Equal(report.Progress, Assert.Single(listed.Tasks).Value.Progress);
        Assert.True(Math.Abs(report.Progress.ReportedAt.ToUnixTimeMilliseconds() - await ClockAsync()) < 60_000);
    }

    [Fact]
    public async Task Progress_OfATaskOfABatch_LeavesTheOthersAlone()
    {
        var ids = await Store.EnqueueManyAsync([.. Enumerable.Range(0, 3).Select(place => Sample.Task($"{new string('b', 32)}-{place}"))], default);
        var lease = await JoinAsync();
        var deliveries = await FetchAllAsync(lease);

        Assert.True(await Store.Progress.ReportAsync("w1", ids[1], 0.5, null, default));
        await SettleAsync(lease, [.. deliveries.Select(Sample.Success)]);

        Assert.All(await Task.WhenAll(ids.Select(StateAsync)), state => Assert.Equal(TaskState.Succeeded, state));
        Assert.Null(await Store.Progress.FindAsync(ids[0], default));
    }

    [Fact]
    public async Task Progress_WithoutALeaseOrOfAnEndedTask_IsRefused()
    {
        await EnqueueAsync(Sample.Task("a"));
        var lease = await JoinAsync();
        var delivery = await FetchOneAsync(lease);

        Assert.False(await Store.Progress.ReportAsync("w2", "a", 0.5, null, default));
        Assert.False(await Store.Progress.ReportAsync("w1", "never-seen", 0.5, null, default));
        await SettleAsync(lease, Sample.Success(delivery));
        Assert.False(await Store.Progress.ReportAsync("w1", "a", 0.5, null, default));
        Assert.Null(await Store.Progress.FindAsync("a", default));
    }

    [Fact]
    public async Task Progress_OfATaskThatEnded_IsStillThereForThoseThatFollow()
    {
        await EnqueueAsync(Sample.Task("a"));
        var lease = await JoinAsync();
        var delivery = await FetchOneAsync(lease);
        await Store.Progress.ReportAsync("w1", "a", 1, null, default);

        await SettleAsync(lease, Sample.Success(delivery));

        Assert.Equal(1, (await Store.Progress.FindAsync("a", default))!.Progress.Fraction);
    }

    [Fact]
    public async Task Progress_Followed_IsSentUntilTheFollowerLeaves()
    {
        await EnqueueAsync(Sample.Task("a"));
        await FetchOneAsync(await JoinAsync());
        var told = new TaskCompletionSource<ProgressReport>(TaskCreationOptions.RunContinuationsAsynchronously);
        var following = await Store.Progress.FollowAsync("a", report => told.TrySetResult(report), default);

        await Store.Progress.ReportAsync("w1", "a", 0.5, "half", default);

        var report = await told.Task.WaitAsync(QueueHost.Patience);
        Assert.Equal((0.5, "half"), (report.Progress.Fraction, report.Progress.Note));
        await following.DisposeAsync();
        Assert.True(await Store.Progress.ReportAsync("w1", "a", 1, null, default));
    }
}
