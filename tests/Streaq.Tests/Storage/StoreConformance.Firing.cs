using System.Text;
using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage;

/// <summary>Reads and firings of due slots.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task Read_WithSomeDue_ReturnsOnlyThoseTheEarliestFirst()
    {
        var now = await ClockAsync();
        foreach (var (id, slot) in new[] { ("later", now + 500_000), ("b", now - 1_000), ("a", now - 2_000), ("latest", now + 900_000) })
        {
            await Schedules.PutAsync(Nightly with { Id = id }, slot, default);
        }

        var reading = await ReadAsync();
        Assert.Equal(["a", "b"], ScheduleIds(reading));
        Assert.InRange(reading.Now, now, await ClockAsync());
        Assert.Equal(["a"], ScheduleIds(await Schedules.ReadAsync([], [], 1, default)));
        Assert.Equal(["b"], ScheduleIds(await Schedules.ReadAsync([], ["a"], 100, default)));
        Assert.Equal(["later"], ScheduleIds(await Schedules.ReadAsync([], ["a", "b"], 100, default)));
    }

    [Fact]
    public async Task Read_OfManyThatOthersDeclare_FindsTheDynamicOne()
    {
        var now = await ClockAsync();
        for (var i = 0; i < 250; i++)
        {
            await Schedules.DeclareAsync(Nightly with { Id = $"declared-{i}" }, now - 1_000 - i, default);
        }

        await Schedules.PutAsync(Nightly, now - 1, default);

        Assert.Equal(["nightly"], ScheduleIds(await ReadAsync()));
        Assert.Equal(["declared-7", "declared-3", "nightly"], ScheduleIds(await Schedules.ReadAsync(["declared-3", "declared-7", "unknown"], [], 100, default)));
    }

    [Fact]
    public async Task Fire_OfASlot_MakesTheTaskReadyAndSetsTheNext()
    {
        var now = await ClockAsync();
        await Schedules.PutAsync(Nightly, now - 1_000, default);
        var entry = Assert.Single((await ReadAsync()).Entries);

        Assert.True(await Schedules.FireAsync(new(entry, now - 1_000, now + 60_000, Fired("t1", now - 1_000)), default));

        var after = await OnlyScheduleAsync();
        Assert.Equal((now + 60_000, now - 1_000), (after.NextAt, after.LastAt));
        Assert.Equal(TaskState.Ready, await StateAsync("t1"));
        var message = (await FetchOneAsync(await JoinAsync())).Message;
        Assert.Equal(
            (TaskTrigger.Cron, now - 1_000, new CronFiring(now - 1_000, "0 3 * * *")),
            (message.Details.Trigger, message.Details.DueAt, message.Cron));
        Assert.InRange(message.EnqueuedAt, now, await ClockAsync());
    }

    [Fact]
    public async Task Fire_ByManyAtOnce_IsOneTask()
    {
        await Schedules.PutAsync(Nightly, 1_000, default);
        var entry = await OnlyScheduleAsync();

        var fired = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            Task.Run(() => Schedules.FireAsync(new(entry, 1_000, 2_000, Fired($"t{i}", 1_000)), default).AsTask())));

        Assert.Single(fired, won => won);
        Assert.Single(await FetchAllAsync(await JoinAsync()));
    }

    [Fact]
    public async Task Fire_OfAScheduleThatHasChanged_WritesNothing()
    {
        await Schedules.PutAsync(Nightly, 1_000, default);
        var entry = await OnlyScheduleAsync();
        await Schedules.PutAsync(Nightly with { Body = Encoding.UTF8.GetBytes("2") }, 1_000, default);

        Assert.False(await Schedules.FireAsync(new(entry, 1_000, 2_000, Fired("changed", 1_000)), default));
        await Schedules.RemoveAsync("nightly", default);
        Assert.False(await Schedules.FireAsync(new(entry, 1_000, 2_000, Fired("removed", 1_000)), default));

        Assert.Empty(await Schedules.ListAsync(default));
        Assert.Equal(TaskState.NotFound, await StateAsync("changed"));
        Assert.Equal(TaskState.NotFound, await StateAsync("removed"));
    }

    [Fact]
    public async Task Fire_WithoutATask_SetsTheNextSlotAlone()
    {
        await Schedules.PutAsync(Nightly, 1_000, default);

        Assert.True(await Schedules.FireAsync(new(await OnlyScheduleAsync(), 1_000, 2_000, Message: null), default));

        Assert.Equal((2_000, 0), ((await OnlyScheduleAsync()).NextAt, (await OnlyScheduleAsync()).LastAt));
        Assert.Empty(await FetchAllAsync(await JoinAsync()));
    }

    [Fact]
    public async Task Fire_WithTheNextSlotAsItWas_IsBesideTheTimetable()
    {
        var now = await ClockAsync();
        await Schedules.PutAsync(Nightly, now + 60_000, default);

        Assert.True(await Schedules.FireAsync(new(await OnlyScheduleAsync(), now, now + 60_000, Fired("t1", now)), default));

        var entry = await Schedules.FindAsync("nightly", default);
        Assert.Equal((now + 60_000, now), (entry!.NextAt, entry.LastAt));
        Assert.Equal("t1", (await FetchOneAsync(await JoinAsync())).Message.Id);
    }

    [Fact]
    public async Task Fire_OfTheLastSlot_EndsTheSchedule()
    {
        await Schedules.DeclareAsync(Nightly, 1_000, default);

        Assert.True(await Schedules.FireAsync(new(await OnlyScheduleAsync(), 1_000, NextAt: null, Fired("t1", 1_000)), default));

        Assert.Empty(await Schedules.ListAsync(default));
        Assert.Equal(TaskState.Ready, await StateAsync("t1"));
    }
}
