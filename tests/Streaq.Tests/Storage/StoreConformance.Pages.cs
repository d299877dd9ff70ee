using Streaq.Storage;

namespace Streaq.Tests.Storage;

/// <summary>Lists that are read page by page, with their length.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task Pages_OfAnEmptyQueue_AreEmpty()
    {
        var (letters, workers, schedules) = (
            await Store.DeadLetters.PageAsync(2, null, default),
            await Store.PageWorkersAsync(Sample.Priorities, 2, null, default),
            await Schedules.PageAsync(2, null, default));

        Assert.Equal((0, null), (letters.Letters.Count + letters.Total, letters.Continuation));
        Assert.Equal((0, null), (workers.Workers.Count + workers.Total + workers.TaskCount, workers.Continuation));
        Assert.Equal((0, null), (schedules.Schedules.Count + schedules.Total, schedules.Continuation));
    }

    [Fact]
    public async Task DeadLetters_OfExactlyOnePage_AreTheLastPage()
    {
        await FailAsync("1", "2");

        var page = await Store.DeadLetters.PageAsync(2, null, default);

        Assert.Equal((2, 2, null), (page.Letters.Count, page.Total, page.Continuation));
    }

    [Fact]
    public async Task DeadLetters_OfAPage_TellHowManyThereAre()
    {
        await FailAsync("1", "2", "3");
        var first = await Store.DeadLetters.PageAsync(2, null, default);
        await Store.DeadLetters.DeleteManyAsync(["1", "3"], default);

        var last = await Store.DeadLetters.PageAsync(2, first.Continuation, default);

        Assert.Equal(["3", "2"], PageIds(first));
        Assert.Equal((3, 0, 1, null), (first.Total, last.Letters.Count, last.Total, last.Continuation));
    }

    [Fact]
    public async Task DeadLetter_ThatWasReplayedAndFailedOtherwise_ShowsTheNewError()
    {
        await FailAsync("a");
        await ReplayAsync("a");
        await FailHeldAsync("It broke again.");

        Assert.Equal("It broke again.", Assert.Single((await Store.DeadLetters.PageAsync(2, null, default)).Letters).Message);
    }

    [Fact]
    public async Task DeadLetters_BeyondTheirAge_AreOnNoPage()
    {
        await FailAsync("old");
        await AdvanceAsync(DeadLetterAge / 2);
        await FailAsync("young");
        await AdvanceAsync(DeadLetterAge / 2);

        var page = await Store.DeadLetters.PageAsync(10, null, default);

        Assert.Equal(["young"], PageIds(page));
        Assert.Equal(1, page.Total);
    }

    [Fact]
    public async Task Workers_ByPages_ComeByTheirIdsAndAreCounted()
    {
        await Store.EnqueueManyAsync([Sample.Task("a", "high"), Sample.Task("b", "low")], default);
        foreach (var id in (string[])["w-3", "w-1", "w-2"])
        {
            var lease = await JoinAsync(id);
            if (id is "w-3")
            {
                await FetchAllAsync(lease);
            }
        }

        var first = await Store.PageWorkersAsync(Sample.Priorities, 2, null, default);
        var last = await Store.PageWorkersAsync(Sample.Priorities, 2, first.Continuation, default);

        Assert.Equal(["w-1", "w-2", "w-3"], first.Workers.Concat(last.Workers).Select(worker => worker.WorkerId));
        Assert.Equal([0, 0, 2], first.Workers.Concat(last.Workers).Select(worker => worker.TaskCount));
        Assert.All([first, last], page => Assert.Equal((3, 2), (page.Total, page.TaskCount)));
        Assert.Null(last.Continuation);
        var whole = (await Store.FindWorkerAsync("w-3", Sample.Priorities, default))!;
        var listed = last.Workers[0];
        Assert.Equal(["a", "b"], whole.Tasks.Select(task => task.TaskId));
        Assert.Empty(listed.Tasks);
        Assert.Equal(
            (whole.HostName, whole.ProcessId, whole.Concurrency, whole.StartedAt, whole.IsAlive),
            (listed.HostName, listed.ProcessId, listed.Concurrency, listed.StartedAt, listed.IsAlive));
    }

    [Fact]
    public async Task Workers_OfExactlyOnePage_AreTheLastPage()
    {
        await JoinAsync("w-1");
        await JoinAsync("w-2");

        var page = await Store.PageWorkersAsync(Sample.Priorities, 2, null, default);

        Assert.Equal((2, 2, null), (page.Workers.Count, page.Total, page.Continuation));
    }

    [Fact]
    public async Task Workers_OfAPageWhoseLastHasLeft_GoOnBehindIt()
    {
        await JoinAsync("w-1");
        var second = await JoinAsync("w-2");
        await JoinAsync("w-3");
        var first = await Store.PageWorkersAsync(Sample.Priorities, 2, null, default);
        await second.LeaveAsync(default);

        var last = await Store.PageWorkersAsync(Sample.Priorities, 2, first.Continuation, default);

        Assert.Equal(["w-3"], last.Workers.Select(worker => worker.WorkerId));
        Assert.Equal(2, last.Total);
        Assert.Null(await Store.FindWorkerAsync("w-2", Sample.Priorities, default));
    }

    [Fact]
    public async Task Schedules_ByPages_ComeInTheOrderOfTheirSlots()
    {
        var now = await ClockAsync();
        foreach (var (i, id) in new[] { "c", "a", "b" }.Index())
        {
            await Schedules.PutAsync(Nightly with { Id = id }, now + i, default);
        }

        await Schedules.DeclareAsync(Nightly with { Id = "declared" }, now + 9, default);

        var first = await Schedules.PageAsync(2, null, default);
        var last = await Schedules.PageAsync(2, first.Continuation, default);

        Assert.Equal(["c", "a", "b", "declared"], first.Schedules.Concat(last.Schedules).Select(entry => entry.Definition.Id));
        Assert.Equal((await Schedules.ListAsync(default)).Select(Told), first.Schedules.Concat(last.Schedules).Select(Told));
        Assert.Equal((4, 4, null), (first.Total, last.Total, last.Continuation));

        static (string Id, long NextAt, long DeclaredAt, string Version) Told(ScheduleEntry entry) =>
            (entry.Definition.Id, entry.NextAt, entry.DeclaredAt, entry.Version);
    }

    [Fact]
    public async Task Schedules_OfAPageWhoseLastHasFiredOrGone_GoOnBehindIt()
    {
        var now = await ClockAsync();
        foreach (var i in Enumerable.Range(1, 5))
        {
            await Schedules.PutAsync(Nightly with { Id = $"{i}" }, now + i, default);
        }

        var first = await Schedules.PageAsync(2, null, default);
        Assert.True(await Schedules.FireAsync(new ScheduleFiring(first.Schedules[1], now + 2, now + 100, null), default));
        var second = await Schedules.PageAsync(2, first.Continuation, default);
        await Schedules.RemoveAsync("4", default);
        var last = await Schedules.PageAsync(2, second.Continuation, default);

        Assert.Equal(["3", "4"], second.Schedules.Select(entry => entry.Definition.Id));
        Assert.Equal(["5", "2"], last.Schedules.Select(entry => entry.Definition.Id));
        Assert.Equal((4, null), (last.Total, last.Continuation));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("a:b")]
    [InlineData(":1")]
    public async Task Schedules_OfAnotherContinuation_AreRefused(string continuation) =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await Schedules.PageAsync(2, continuation, default));

    private async Task FailHeldAsync(string message)
    {
        var lease = await JoinAsync();
        var failure = Sample.Failure(await FetchOneAsync(lease), await ClockAsync());
        await SettleAsync(lease, failure with { Letter = failure.Letter with { Error = failure.Letter.Error with { Message = message } } });
    }
}
