using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage;

/// <summary>Where a task came from, what it waits for and what waits for it.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task LookUp_OfTasksThatWaitForEachOther_TellsBothSides()
    {
        var lease = await JoinAsync();
        await EnqueueAsync(Sample.Task("a"));
        await EnqueueAsync(Sample.Task("b") with { Delay = TimeSpan.FromMinutes(1) });
        await WaitingAsync(After("last", "a", "b"));
        Assert.Equal(["last"], await DependentsAsync("a"));
        Assert.Equal(["last"], await DependentsAsync("b"));
        Assert.Equal(["a", "b"], (await WaitsForAsync("last")).Order());
        var a = await FetchOneAsync(lease);
        Assert.Equal(["last"], await DependentsAsync("a"));

        await SettleAsync(lease, Sample.Success(a));

        Assert.Equal(["b"], await WaitsForAsync("last"));
        Assert.Empty(await DependentsAsync("a"));
        var last = (await Store.LookUpAsync("last", default)).Message!;
        Assert.Equal(("a b", TaskTrigger.Dependency), (TaskOrigin.Whole(last).After, TaskOrigin.Whole(last).Trigger));
    }

    [Fact]
    public async Task LookUp_OfATaskThatManyWaitFor_ListsAHundred()
    {
        await EnqueueAsync(Sample.Task("a"));
        await Store.EnqueueWaitingAsync([.. Enumerable.Range(0, 130).Select(i => After($"{i}", "a"))], default);

        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}"), await DependentsAsync("a"));
    }

    [Fact]
    public async Task Group_OfATask_IsInItsMessageAndItsDeadLetter()
    {
        await OpenGroupAsync("g", 1);
        await Store.EnqueueWaitingAsync([OfGroup("a", "g")], default);
        Assert.Equal("g", (await Store.LookUpAsync("a", default)).Message!.Details.GroupId);
        var lease = await JoinAsync();

        await SettleAsync(lease, Sample.Failure(await FetchOneAsync(lease), await ClockAsync()));

        Assert.Equal("g", (await Store.DeadLetters.FindAsync("a", default))!.Message.Details.GroupId);
        Assert.Equal(new GroupProgress("g", 1, 0, 1), await GroupAsync("g"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Abort_OfATask_KeepsWhereItCameFrom(bool scheduled)
    {
        var details = new TaskDetails
        {
            ParentId = "parent",
            RootId = "root",
            Trigger = TaskTrigger.Schedule,
            PreviousTraceParent = Aborter,
            Dependencies = new TaskDependencies(["x", "y"]),
        };
        await EnqueueAsync(new(Sample.Message("a") with { Details = details }) { Delay = scheduled ? TimeSpan.FromMinutes(1) : null });

        var origin = (await AbortAsync("a")).Record!.Origin;

        Assert.Equal(
            ("parent", "root", "schedule", Aborter, "x y"), (origin.ParentId, origin.RootId, origin.Trigger, origin.Previous, origin.After));
    }

    [Fact]
    public async Task Abort_OfATaskThatCameAfterMany_KeepsAsMuchAsFits()
    {
        var ids = Enumerable.Range(0, 1_000).Select(i => $"task-{i}").ToList();
        await EnqueueAsync(new(Sample.Message("a") with { Details = new() { Dependencies = new TaskDependencies(ids) } }));

        var after = (await AbortAsync("a")).Record!.Origin.After!;

        Assert.InRange(after.Length, 4_000, 4_096);
        Assert.Equal(ids.Take(after.Split(' ').Length), after.Split(' '));
    }

    private async Task<IReadOnlyList<string>> DependentsAsync(string id) => (await Store.LookUpAsync(id, default)).Dependents ?? [];

    private async Task<IReadOnlyList<string>> WaitsForAsync(string id) => (await Store.LookUpAsync(id, default)).WaitsFor ?? [];
}
