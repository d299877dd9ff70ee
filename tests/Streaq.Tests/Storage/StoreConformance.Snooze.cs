using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage;

/// <summary>Repeats of the same attempt after a snooze.</summary>
public abstract partial class StoreConformance
{
    [Fact]
    public async Task Snooze_WithADelay_ParksTheTaskAndThenHandsOutTheSameAttempt()
    {
        await EnqueueAsync(new(Sample.Message("a", "high") with { Attempt = 2 }) { DeduplicationKey = "key" });
        var lease = await JoinAsync();
        var first = await FetchOneAsync(lease);

        await SettleAsync(lease, Snooze(first, TimeSpan.FromMinutes(1)));

        Assert.Equal(TaskState.Scheduled, await StateAsync("a"));
        Assert.Equal("a", await EnqueueAsync(Sample.Task("b") with { DeduplicationKey = "key" }));
        Assert.Equal(0, await PromoteAsync());
        await AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await PromoteAsync());
        var second = (await FetchOneAsync(lease)).Message;
        Assert.Equal((2, "high", TaskTrigger.Snooze), (second.Attempt, second.Priority, second.Details.Trigger));
        Assert.Equal(first.Message.EnqueuedAt, second.EnqueuedAt);
    }

    [Fact]
    public async Task Snooze_WithoutALease_WritesNothing()
    {
        await EnqueueAsync(Sample.Task("a"));
        var lease = await JoinAsync();
        var held = await FetchOneAsync(lease);
        await AdvanceAsync(Sample.Lease);
        Assert.Single(await ReclaimAsync());

        Assert.False(await lease.SettleAsync([Snooze(held, TimeSpan.Zero)], default));

        Assert.Equal(TaskState.Ready, await StateAsync("a"));
    }

    private static RetrySettlement Snooze(Delivery delivery, TimeSpan delay) =>
        new(delivery, delivery.Message with { Details = delivery.Message.Details with { Trigger = TaskTrigger.Snooze } }, delay);
}
