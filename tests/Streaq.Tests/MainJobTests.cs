namespace Streaq.Tests;

[Collection(RedisCollection.Name)]
public sealed class MainJobTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int, int> Double = new("math.double");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Enqueue_WithAWorker_ReturnsTheResult(bool onRedis)
    {
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Double, (int x) => x * 2), onRedis ? redis.Server.ConnectionString : null);

        var handle = await host.Client.EnqueueAsync(Double, 21);

        Assert.Equal(42, await handle.ResultAsync(QueueHost.Patience));
    }
}
