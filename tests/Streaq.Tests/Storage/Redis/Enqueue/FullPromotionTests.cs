namespace Streaq.Tests.Storage.Redis;

/// <summary>
/// Scheduled tasks become ready on a Redis that has no memory left. Retries are among them, and a queue never becomes empty without them.
/// </summary>
public sealed class FullPromotionTests : FullServer
{
    [Fact]
    public async Task Promotion_OnAFullServer_MakesDueTasksReady()
    {
        await using var lease = await JoinAsync();
        await Store.EnqueueAsync(Sample.Task("due") with { Delay = TimeSpan.Zero }, default);
        await Store.EnqueueAsync(Sample.Task("later") with { Delay = TimeSpan.FromHours(1) }, default);
        await FillAsync();

        Assert.Equal(1, (await Store.PromoteDueAsync(10, default)).Count);

        Assert.Equal("due", Assert.Single(await FetchAsync(lease)).Message.Id);
        Assert.Equal(TaskState.Scheduled, await StateAsync("later"));
    }
}
