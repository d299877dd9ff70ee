using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.EntityFrameworkCore.Tests.Outbox;

/// <summary>Pipelines, groups and schedules on a DbContext.</summary>
public sealed class WorkflowTests : DatabaseTests
{
    private static readonly TaskDefinition<int, int> Double = new("shop.double");
    private static readonly TaskDefinition<GroupProgress, int> Total = new("shop.total");

    private readonly SqliteFile _file = new();

    [Fact]
    public async Task Pipeline_Saved_RunsItsStagesInTheirOrder()
    {
        await using var shop = await StartAsync();

        var last = await shop.InRequestAsync(async db =>
        {
            var handle = db.Enqueue(shop.Host.Client.Pipeline(Shop.Count, "lamp").Then(Double).Then(Double));
            await db.SaveChangesAsync();
            return handle;
        });

        Assert.Equal(16, await last.ResultAsync(QueueHost.Patience));
    }

    [Fact]
    public async Task Pipeline_NotSaved_SendsNothing()
    {
        await using var shop = await StartAsync();

        var last = await shop.InRequestAsync(
            db => Task.FromResult(db.Enqueue(shop.Host.Client.Pipeline(Shop.Count, "lost").Then(Double))));
        await shop.RunAsync("kept");

        Assert.Equal(TaskState.NotFound, await last.StateAsync());
        Assert.Equal(["kept"], shop.Notes.Ran);
    }

    [Fact]
    public async Task Pipeline_ThatATaskFollows_GoesBeforeIt()
    {
        await using var shop = await StartAsync();

        var after = await shop.InRequestAsync(async db =>
        {
            var last = db.Enqueue(shop.Host.Client.Pipeline(Shop.Count, "lamp").Then(Double));
            var after = db.Enqueue(Shop.Count, "after", new EnqueueOptions { After = [last] });
            await db.SaveChangesAsync();
            return after;
        });

        Assert.Equal(5, await after.ResultAsync(QueueHost.Patience));
        Assert.Equal(["lamp", "after"], shop.Notes.Ran);
    }

    [Fact]
    public async Task Pipeline_OfAnotherQueue_IsRefused()
    {
        await using var shop = await StartAsync();
        await using var other = await StartAsync();
        var pipeline = other.Host.Client.Pipeline(Shop.Count, "lamp").Then(Double);

        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => shop.InRequestAsync(db => Task.FromResult(db.Enqueue(pipeline))));

        Assert.Contains($"'{other.Host.Queue}'", e.Message);
    }

    [Fact]
    public async Task Group_Saved_RunsItsTasksAndTheirCallback()
    {
        await using var shop = await StartAsync();

        var group = await shop.InRequestAsync(async db =>
        {
            var group = db.EnqueueGroup(Shop.Count, ["a", "bb", "ccc"], new GroupOptions { OnSucceeded = GroupCallback.Of(Total) });
            Assert.Equal(TaskState.NotFound, await group.Tasks[0].StateAsync());
            await db.SaveChangesAsync();
            return group;
        });

        Assert.Equal([1, 2, 3], await group.ResultsAsync(QueueHost.Patience));
        await group.Succeeded!.WaitAsync(QueueHost.Patience);
        Assert.Equal(3, (await group.ProgressAsync()).Succeeded);
    }

    [Fact]
    public async Task Group_SentTwice_CountsItsTasksOnce()
    {
        var delete = new FailingDelete();
        await using var shop = await StartAsync(delete);
        delete.BreakNext();

        var group = await shop.InRequestAsync(async db =>
        {
            var group = db.EnqueueGroup(Shop.Count, ["a", "bb"]);
            await db.SaveChangesAsync();
            return group;
        });
        await shop.Host.Log.SeenAsync("streaq.outbox.resumed").WaitAsync(QueueHost.Patience);

        Assert.Equal([1, 2], await group.ResultsAsync(QueueHost.Patience));
        await shop.RunAsync("last");
        Assert.Equal(["a", "bb", "last"], shop.Notes.Ran.Order());
        Assert.Equal((2, 2, 0), await group.ProgressAsync() is var progress ? (progress.Total, progress.Succeeded, progress.Failed) : default);
    }

    [Fact]
    public async Task Schedule_Saved_ReachesTheQueue()
    {
        await using var shop = await StartAsync();

        await shop.InRequestAsync(db =>
        {
            db.Schedule("nightly", "0 3 * * *", Shop.Count, "lamp", new ScheduleOptions { TimeZone = "Europe/Berlin" });
            return db.SaveChangesAsync();
        });
        await shop.RunAsync("behind it");

        var schedule = Assert.Single(await shop.Host.Client.ListSchedulesAsync(), one => !one.IsDeclared);
        Assert.Equal(("nightly", "0 3 * * *", "Europe/Berlin", Shop.Count.Name), (schedule.Id, schedule.Expression, schedule.TimeZone, schedule.TaskName));
        var fired = await shop.Host.Client.RunScheduleAsync("nightly");
        await fired!.WaitAsync(QueueHost.Patience);
        Assert.Equal(["behind it", "lamp"], shop.Notes.Ran);
    }

    [Fact]
    public async Task Schedules_OfOneId_AreChangedInTheirOrder()
    {
        await using var shop = await StartAsync();

        await shop.InRequestAsync(db =>
        {
            db.Schedule("one", "0 3 * * *", Shop.Send, "a");
            db.Schedule("other", "0 3 * * *", Shop.Send, "a");
            db.Schedule("one", "0 4 * * *", Shop.Send, "a");
            db.Unschedule("other");
            return db.SaveChangesAsync();
        });
        await shop.RunAsync("behind it");

        var schedule = Assert.Single(await shop.Host.Client.ListSchedulesAsync(), one => !one.IsDeclared);
        Assert.Equal(("one", "0 4 * * *"), (schedule.Id, schedule.Expression));
    }

    [Fact]
    public async Task Schedule_OfADeclaredId_KeepsItsErrorAndBlocksNoOther()
    {
        await using var shop = await StartAsync();

        await shop.InRequestAsync(async db =>
        {
            db.Schedule("declared", "0 3 * * *", Shop.Send, "a");
            await db.SaveChangesAsync();
            db.Unschedule("declared");
            return await db.SaveChangesAsync();
        });
        await shop.Host.Log.SeenAsync("streaq.outbox.refused").WaitAsync(QueueHost.Patience);
        await shop.RunAsync("behind it");

        var left = Assert.Single(await shop.InRequestAsync(db => db.Set<OutboxRow>().ToListAsync()));
        Assert.Equal("schedule:declared", left.TaskId);
        Assert.Contains("declare", left.Refused);
    }

    [Fact]
    public async Task Schedule_WithAnExpressionThatCannotBeRead_ThrowsAtOnce()
    {
        await using var shop = await StartAsync();

        await Assert.ThrowsAnyAsync<ArgumentException>(() => shop.InRequestAsync(db =>
        {
            db.Schedule("one", "never", Shop.Send, "a");
            return db.SaveChangesAsync();
        }));
    }

    public override Task DisposeAsync()
    {
        _file.Dispose();
        return Task.CompletedTask;
    }

    protected override void Use(DbContextOptionsBuilder options) => _file.Use(options);

    private Task<Shop> StartAsync(FailingDelete? delete = null) => Shop.StartAsync(
        options => Use(delete is null ? options : options.AddInterceptors(delete)),
        set: streaq =>
        {
            streaq.Map(Double, (int number) => 2 * number);
            streaq.Map(Total, (GroupProgress group) => group.Succeeded);
            streaq.Cron("declared", "0 3 1 1 *", () => Task.CompletedTask);
        });
}
