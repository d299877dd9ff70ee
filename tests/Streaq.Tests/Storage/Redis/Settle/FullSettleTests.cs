using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Tests.Storage.Redis;

/// <summary>Attempts end and limits admit tasks on a Redis that has no memory left.</summary>
public sealed class FullSettleTests : FullServer
{
    [Fact]
    public async Task Settle_OnAFullServer_StoresEveryEnd()
    {
        await EnqueueAsync("done", "retried", "failed");
        await using var lease = await JoinAsync();
        var held = await FetchAsync(lease);
        await FillAsync();

        Assert.True(await lease.SettleAsync([Sample.Success(held[0]), Sample.Retry(held[1], TimeSpan.FromHours(1)), Sample.Failure(held[2], Store.Now)], default));

        Assert.Equal((TaskState.Succeeded, TaskState.Scheduled, TaskState.Failed), (await StateAsync("done"), await StateAsync("retried"), await StateAsync("failed")));
        Assert.Single(await Store.DeadLetters.ListAsync(0, 10, default));
        Assert.Equal((0, 0), await Raw.StreamsAsync(Sample.Normal));
    }

    [Fact]
    public async Task Settle_OfADependencyOnAFullServer_MakesTheNextOneReady()
    {
        await EnqueueAsync("a");
        var waiting = Sample.Message("b") with { Details = new() { Dependencies = new(["a"]), Trigger = TaskTrigger.Dependency } };
        await Store.EnqueueWaitingAsync([new(waiting)], default);
        await using var lease = await JoinAsync();
        var held = await FetchAsync(lease);
        await FillAsync();

        Assert.True(await lease.SettleAsync([Sample.Success(held[0])], default));

        Assert.Equal("b", Assert.Single(await FetchAsync(lease)).Message.Id);
    }

    [Fact]
    public async Task Admit_OnAFullServer_LetsOneInAndParksTheNext()
    {
        await EnqueueAsync("a", "b");
        await using var lease = await JoinAsync();
        var held = await FetchAsync(lease);
        await FillAsync();
        var conditions = new StartConditions("lock", [new Limit("one", 1, Period: null)]);

        Assert.Equal(StartAnswer.Begin, (await lease.AdmitAsync(held[0], conditions, default)).Answer);
        Assert.Equal(StartAnswer.Limited, (await lease.AdmitAsync(held[1], conditions with { UniqueName = null }, default)).Answer);
        Assert.True(await lease.SettleAsync([Sample.Success(held[0])], default));

        Assert.Equal("b", Assert.Single(await FetchAsync(lease)).Message.Id);
    }
}
