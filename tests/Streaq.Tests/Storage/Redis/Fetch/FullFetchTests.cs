using Streaq.Storage;

namespace Streaq.Tests.Storage.Redis;

/// <summary>A worker joins a Redis that has no memory left, keeps its lease, fetches and leaves.</summary>
public sealed class FullFetchTests : FullServer
{
    [Fact]
    public async Task Join_OnAFullServer_GivesTheTasksOut()
    {
        await EnqueueAsync("a", "b");
        await FillAsync();

        await using var lease = await JoinAsync();

        Assert.Equal(2, (await FetchAsync(lease)).Count);
        Assert.Equal("w1", Assert.Single(await Store.ListWorkersAsync(Sample.Priorities, default)).WorkerId);
        Assert.Empty(Failures);
    }

    [Fact]
    public async Task Join_WhereTheGroupsAreThere_MeetsNoError()
    {
        await using var first = await JoinAsync();
        await using var second = await JoinAsync("w2");

        Assert.Empty(Failures);
        Assert.DoesNotContain("BUSYGROUP", (string)(await Raw.Database.ExecuteAsync("INFO", "errorstats"))!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Renew_OnAFullServer_KeepsTheLease()
    {
        await using var lease = await JoinAsync();
        await FillAsync();

        Assert.True(await lease.RenewAsync(default));

        Assert.Empty(Failures);
    }

    [Fact]
    public async Task Fetch_AfterTheStreamWasDeletedOnAFullServer_FindsWhatGetsReadyLater()
    {
        await using var lease = await JoinAsync();
        await Store.EnqueueAsync(Sample.Task("due") with { Delay = TimeSpan.Zero }, default);
        await Raw.Database.KeyDeleteAsync(Raw.Keys.Ready(Sample.Normal));
        await FillAsync();

        Assert.Empty(await FetchAsync(lease));

        Assert.Equal(1, (await Store.PromoteDueAsync(10, default)).Count);
        Assert.Equal("due", Assert.Single(await FetchAsync(lease)).Message.Id);
    }

    [Fact]
    public async Task Wait_OnAFullServer_EndsWithTheNextTask()
    {
        await using var lease = await JoinAsync();
        await Store.EnqueueAsync(Sample.Task("due") with { Delay = TimeSpan.Zero }, default);
        await FillAsync();
        var deliveries = new List<Delivery>();
        var read = lease.FetchAsync(10, TimeSpan.FromMinutes(1), deliveries, default).AsTask();

        await Store.PromoteDueAsync(10, default);

        await read.WaitAsync(QueueHost.Patience);
        Assert.Single(deliveries);
    }

    [Fact]
    public async Task NoteAttempts_OnAFullServer_NotesThem()
    {
        await using var lease = await JoinAsync();
        await FillAsync();

        await lease.NoteAttemptsAsync([new("a", "trace")], [], default);

        Assert.Equal("trace", (string?)await Raw.Database.HashGetAsync(Raw.Keys.Attempts("w1"), "a"));
    }
}
