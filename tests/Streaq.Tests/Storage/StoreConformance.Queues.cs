using Streaq.Storage;

namespace Streaq.Tests.Storage;

/// <summary>When a queue exists, and how another one sees it.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task Queue_NeverUsed_IsNotThere()
    {
        Assert.Null(await ThisQueueAsync());
        Assert.DoesNotContain(_queue, await Store.Queues.NamesAsync(default));
        Assert.False(await HasThisAsync());
    }

    public static TheoryData<string> Uses => ["worker", "ready", "other priority", "scheduled", "schedule", "pause"];

    [Theory]
    [MemberData(nameof(Uses))]
    public async Task Queue_UsedInAnyWay_IsThere(string use)
    {
        await (use switch
        {
            "worker" => JoinAsync(),
            "ready" => EnqueueAsync(Sample.Task("a")),
            "other priority" => EnqueueAsync(Sample.Task("a", "urgent")),
            "scheduled" => EnqueueAsync(Sample.Task("a") with { Delay = TimeSpan.FromHours(1) }),
            "schedule" => Schedules.PutAsync(Nightly, 1_000, default).AsTask(),
            _ => (Task)Store.Pauses.PauseAsync(null, default).AsTask(),
        });

        Assert.NotNull(await ThisQueueAsync());
        Assert.Contains(_queue, await Store.Queues.NamesAsync(default));
        Assert.True(await HasThisAsync());
    }

    [Fact]
    public async Task Queue_AfterItsLastTask_IsStillThere()
    {
        var lease = await JoinAsync();
        await EnqueueAsync(Sample.Task("a"));
        await SettleAsync(lease, Sample.Success(await FetchOneAsync(lease)));
        await lease.LeaveAsync(default);

        Assert.True(await HasThisAsync());
        var queue = await ThisQueueAsync();
        Assert.True(queue!.Counts!.IsEmpty);
    }

    [Fact]
    public async Task Queue_InTheList_HasItsCounts()
    {
        var lease = await JoinAsync();
        await EnqueueAsync(Sample.Task("running"));
        await FetchOneAsync(lease);
        await EnqueueAsync(Sample.Task("ready", "urgent"));
        await EnqueueAsync(Sample.Task("scheduled") with { Delay = TimeSpan.FromHours(1) });
        await WaitingAsync(After("waiting", "running"));
        await Store.Pauses.PauseAsync("low", default);

        var queue = await ThisQueueAsync();

        var counts = queue!.Counts!;
        Assert.Equal((1, 1, 1, 1, 1), (queue.Workers, counts.Running, counts.Ready["urgent"], counts.Scheduled, counts.Waiting));
        Assert.Equal(["low"], counts.Paused.Priorities);
    }

    /// <summary>A server may have the queues of other tests as well.</summary>
    private async Task<QueueSight?> ThisQueueAsync() =>
        (await Store.Queues.ListAsync(default)).SingleOrDefault(queue => queue.Name == _queue);

    private ValueTask<bool> HasThisAsync() => Store.Queues.HasThisAsync(Sample.Priorities, default);
}
