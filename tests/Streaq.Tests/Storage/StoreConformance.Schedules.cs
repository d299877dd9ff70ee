using System.Text;
using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage;

/// <summary>Stored schedules. The store parses no expression, so the test chooses the slots.</summary>
public abstract partial class StoreConformance
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    private IScheduleStore Schedules => Store.Schedules;

    [Fact]
    public async Task Schedule_PutAndListed_IsTheSame()
    {
        var now = await ClockAsync();
        var given = Nightly with
        {
            TimeZone = "Europe/Berlin",
            MaxDrift = TimeSpan.FromMilliseconds(1_500),
            ExpiresIn = TimeSpan.FromMilliseconds(2_500),
            Body = Encoding.UTF8.GetBytes("\"ä\""),
            Priority = "low",
            TraceMode = "link",
            Headers = new Dictionary<string, string> { ["tenant"] = "ä, {b}", ["empty"] = "" },
        };

        Assert.True(await Schedules.PutAsync(given, now + 5_000, default));

        var entry = Assert.Single(await Schedules.ListAsync(default));
        Assert.Equal((now + 5_000, 0, 0, given.Fingerprint()), (entry.NextAt, entry.LastAt, entry.DeclaredAt, entry.Version));
        Assert.Equal(given.Fingerprint(), entry.Definition.Fingerprint());
        Assert.Equal(("nightly", "Europe/Berlin"), (entry.Definition.Id, entry.Definition.TimeZone));
        Assert.Equal((given.MaxDrift, given.ExpiresIn, given.Identity), (entry.Definition.MaxDrift, entry.Definition.ExpiresIn, entry.Definition.Identity));
    }

    [Fact]
    public async Task Clock_Read_IsTheStores()
    {
        var before = await ClockAsync();

        var read = await Schedules.ReadClockAsync(default);

        Assert.InRange(read, before, await ClockAsync());
    }

    [Fact]
    public async Task Put_WithTheSameExpressionAndZone_KeepsTheSlot()
    {
        await Schedules.PutAsync(Nightly, 1_000, default);

        await Schedules.PutAsync(Nightly with { Body = Encoding.UTF8.GetBytes("2") }, 2_000, default);
        Assert.Equal(1_000, (await OnlyScheduleAsync()).NextAt);
        Assert.Equal("2", Encoding.UTF8.GetString((await OnlyScheduleAsync()).Definition.Body.Span));

        await Schedules.PutAsync(Nightly with { TimeZone = "Asia/Tokyo" }, 3_000, default);
        Assert.Equal((3_000, "Asia/Tokyo"), ((await OnlyScheduleAsync()).NextAt, (await OnlyScheduleAsync()).Definition.TimeZone));

        await Schedules.PutAsync(Nightly with { Expression = "0 4 * * *" }, 4_000, default);
        Assert.Equal((4_000, null), ((await OnlyScheduleAsync()).NextAt, (await OnlyScheduleAsync()).Definition.TimeZone));
    }

    [Fact]
    public async Task List_OfSeveral_IsInTheOrderOfTheirSlots()
    {
        foreach (var (id, slot) in new[] { ("c", 3_000), ("a", 1_000), ("b", 2_000) })
        {
            await Schedules.PutAsync(Nightly with { Id = id }, slot, default);
        }

        Assert.Equal(["a", "b", "c"], (await Schedules.ListAsync(default)).Select(entry => entry.Definition.Id));
    }

    [Fact]
    public async Task Remove_OfADynamicSchedule_IsTheEndOfIt()
    {
        await Schedules.PutAsync(Nightly, 1_000, default);

        Assert.True(await Schedules.RemoveAsync("nightly", default));
        Assert.False(await Schedules.RemoveAsync("nightly", default));
        Assert.Empty(await Schedules.ListAsync(default));
        Assert.Empty((await ReadAsync()).Entries);
    }

    [Fact]
    public async Task Find_OfASchedule_IsThatOneAlone()
    {
        await Schedules.PutAsync(Nightly, 1_000, default);
        await Schedules.DeclareAsync(Nightly with { Id = "other", IsSealed = true }, 2_000, default);

        var (dynamic, declared) = (await Schedules.FindAsync("nightly", default), await Schedules.FindAsync("other", default));

        Assert.Equal((1_000, 0, false), (dynamic!.NextAt, dynamic.DeclaredAt, dynamic.Definition.IsSealed));
        Assert.Equal((2_000, true, true), (declared!.NextAt, declared.DeclaredAt > 0, declared.Definition.IsSealed));
        Assert.Equal((Nightly with { Id = "other", IsSealed = true }).Fingerprint(), declared.Version);
        Assert.NotEqual(Nightly.Fingerprint(), declared.Version);
        Assert.Null(await Schedules.FindAsync("never-seen", default));
    }

    [Fact]
    public async Task Declare_OverAnother_TakesItsPlace()
    {
        await Schedules.DeclareAsync(Nightly, 1_000, default);
        await Schedules.DeclareAsync(Nightly, 9_000, default);
        Assert.Equal(1_000, (await OnlyScheduleAsync()).NextAt);

        var newer = Nightly with { Expression = "0 4 * * *" };
        await Schedules.DeclareAsync(newer, 2_000, default);

        var entry = await OnlyScheduleAsync();
        Assert.Equal((2_000, newer.Fingerprint()), (entry.NextAt, entry.Version));
        Assert.InRange(entry.DeclaredAt, 1, await ClockAsync());
    }

    [Fact]
    public async Task Declared_ForClients_IsNeitherReplacedNorRemoved()
    {
        await Schedules.DeclareAsync(Nightly, 1_000, default);

        Assert.False(await Schedules.PutAsync(Nightly with { Expression = "0 4 * * *" }, 2_000, default));
        Assert.False(await Schedules.RemoveAsync("nightly", default));

        Assert.Equal(("0 3 * * *", 1_000), ((await OnlyScheduleAsync()).Definition.Expression, (await OnlyScheduleAsync()).NextAt));
    }

    [Fact]
    public async Task Declare_OverADynamicOne_TakesItsPlace()
    {
        await Schedules.PutAsync(Nightly, 1_000, default);

        await Schedules.DeclareAsync(Nightly, 2_000, default);

        Assert.True((await OnlyScheduleAsync()).DeclaredAt > 0);
    }

    [Fact]
    public async Task Redeclare_WhileAnotherIsRepeated_LeavesIt()
    {
        var newer = Nightly with { Expression = "0 4 * * *" };
        await Schedules.DeclareAsync(newer, 1_000, default);
        await AdvanceAsync(TimeSpan.FromMinutes(14));

        await Schedules.RedeclareAsync(Nightly, 2_000, TimeSpan.FromMinutes(15), default);
        Assert.Equal(newer.Fingerprint(), (await OnlyScheduleAsync()).Version);

        await AdvanceAsync(TimeSpan.FromMinutes(2));
        await Schedules.RedeclareAsync(Nightly, 2_000, TimeSpan.FromMinutes(15), default);
        Assert.Equal((Nightly.Fingerprint(), 2_000), ((await OnlyScheduleAsync()).Version, (await OnlyScheduleAsync()).NextAt));
    }

    [Fact]
    public async Task Redeclare_OfTheSame_KeepsItFromBeingForgotten()
    {
        await Schedules.DeclareAsync(Nightly, 1_000, default);
        await Schedules.DeclareAsync(Nightly with { Id = "orphan" }, 2_000, default);
        await Schedules.PutAsync(Nightly with { Id = "dynamic" }, 3_000, default);
        await AdvanceAsync(Week - TimeSpan.FromHours(1));
        Assert.Equal(0, await Schedules.PruneAsync(Week, default));

        await Schedules.RedeclareAsync(Nightly, 5_000, TimeSpan.FromMinutes(15), default);
        await AdvanceAsync(TimeSpan.FromHours(2));

        Assert.Equal(1, await Schedules.PruneAsync(Week, default));
        Assert.Equal(["dynamic", "nightly"], (await Schedules.ListAsync(default)).Select(entry => entry.Definition.Id).Order());
        Assert.False(await Schedules.RemoveAsync("orphan", default));
    }

    [Fact]
    public async Task Redeclare_OfOneThatIsGone_PutsItAgain()
    {
        await Schedules.RedeclareAsync(Nightly, 5_000, TimeSpan.FromMinutes(15), default);

        Assert.Equal((5_000, true), ((await OnlyScheduleAsync()).NextAt, (await OnlyScheduleAsync()).DeclaredAt > 0));
    }

    [Fact]
    public async Task WaitForSchedules_WhenOneIsPutOrChanged_Ends()
    {
        await Schedules.PutAsync(Nightly, 1_000, default);
        // The first wait may end early, because of schedules that were put before it.
        await Schedules.WaitAsync(Timeout.InfiniteTimeSpan, default);

        foreach (var change in new[] { Nightly with { Id = "another" }, Nightly with { Expression = "0 4 * * *" } })
        {
            var wait = Schedules.WaitAsync(Timeout.InfiniteTimeSpan, default).AsTask();
            await Schedules.PutAsync(change, 1_000, default);
            await wait.WaitAsync(QueueHost.Patience);
        }
    }

    [Fact]
    public async Task WaitForSchedules_Cancelled_Throws()
    {
        await Schedules.PutAsync(Nightly, 1_000, default);
        await Schedules.WaitAsync(Timeout.InfiniteTimeSpan, default);
        using var cancel = new CancellationTokenSource();
        var wait = Schedules.WaitAsync(Timeout.InfiniteTimeSpan, cancel.Token).AsTask();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait.WaitAsync(QueueHost.Patience));
    }

    private static ScheduleDefinition Nightly { get; } = new()
    {
        Id = "nightly",
        Expression = "0 3 * * *",
        TaskName = "test.sample",
        Body = Encoding.UTF8.GetBytes("1"),
        Priority = Sample.Normal,
    };

    private static TaskMessage Fired(string id, long slot) =>
        Sample.Message(id) with
        {
            Details = new() { Trigger = TaskTrigger.Cron, DueAt = slot, UnknownFields = [new CronFiring(slot, "0 3 * * *").ToField()] },
        };

    private async Task<ScheduleEntry> OnlyScheduleAsync() => Assert.Single(await Schedules.ListAsync(default));

    private ValueTask<ScheduleReading> ReadAsync() => Schedules.ReadAsync([], [], 100, default);

    private static IEnumerable<string> ScheduleIds(ScheduleReading reading) => reading.Entries.Select(entry => entry.Definition.Id);
}
