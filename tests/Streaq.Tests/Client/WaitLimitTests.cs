namespace Streaq.Tests.Client;

/// <summary>Every timeout of the client accepts the same values, with the same meaning.</summary>
[Collection(RedisCollection.Name)]
public sealed class WaitLimitTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int, int> Double = new("math.double");

    [Theory]
    [InlineData(false, "00:00:00")]
    [InlineData(true, "00:00:00")]
    [InlineData(false, "-00:00:00.001")]
    [InlineData(true, "-00:00:00.001")]
    [InlineData(false, "100.00:00:00")]
    [InlineData(true, "100.00:00:00")]
    [InlineData(false, "10675199.02:48:05.4775807")]
    [InlineData(true, "10675199.02:48:05.4775807")]
    public async Task Wait_ForWhatIsThere_SeesItWithAnyTimeout(bool onRedis, string text)
    {
        await using var host = await StartAsync(onRedis);
        var timeout = TimeSpan.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        var handle = await host.Client.EnqueueAsync(Double, 21);
        var group = await host.Client.GroupAsync(Double, [1, 2]);
        await handle.WaitAsync(QueueHost.Patience);
        await group.WaitAsync(QueueHost.Patience);

        // Another client of the queue, which has sent nothing so far.
        await using var other = await StartAsync(onRedis, host);
        var seen = onRedis ? other.Client.Handle<int>(handle.Id) : handle;
        Assert.Equal(42, await seen.ResultAsync(timeout));
        await seen.WaitAsync(timeout);
        Assert.Equal(2, (await group.WaitAsync(timeout)).Succeeded);
        Assert.Equal([2, 4], await group.ResultsAsync(timeout));
        Assert.False(await seen.AbortAsync(timeout));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Wait_ForWhatIsNotThere_EndsAtOnceWithATimeoutOfZero(bool onRedis)
    {
        await using var host = await QueueHost.StartAsync(_ => { }, onRedis ? redis.Server.ConnectionString : null);
        var handle = await host.Client.EnqueueAsync(Double, 21);
        var group = await host.Client.GroupAsync(Double, [1, 2]);

        await Assert.ThrowsAsync<TimeoutException>(() => handle.ResultAsync(TimeSpan.Zero).WaitAsync(QueueHost.Patience));
        await Assert.ThrowsAsync<TimeoutException>(() => group.ResultsAsync(TimeSpan.Zero).WaitAsync(QueueHost.Patience));
    }

    [Fact]
    public async Task Wait_WithANegativeTimeout_IsRefusedByAll()
    {
        await using var host = await StartAsync(onRedis: false);
        var handle = await host.Client.EnqueueAsync(Double, 21);
        var group = await host.Client.GroupAsync(Double, [1, 2]);
        var negative = TimeSpan.FromSeconds(-1);

        foreach (var wait in (Func<Task>[])[
            () => handle.ResultAsync(negative),
            () => handle.WaitAsync(negative),
            () => group.WaitAsync(negative),
            () => group.ResultsAsync(negative),
            () => handle.AbortAsync(negative),
            () => host.Client.AbortAsync(handle.Id, negative)])
        {
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>("timeout", wait);
        }
    }

    private Task<QueueHost> StartAsync(bool onRedis, QueueHost? beside = null) => QueueHost.StartAsync(
        streaq => _ = beside is null ? streaq.AddWorker().Map(Double, (int x) => x * 2) : null,
        onRedis ? redis.Server.ConnectionString : null,
        queue: beside?.Queue);
}
