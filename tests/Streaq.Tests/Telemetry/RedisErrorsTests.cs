namespace Streaq.Tests.Telemetry;

/// <summary><c>streaq.redis.errors</c> feeds an alert that pages: expected error answers must not count.</summary>
[Collection(RedisCollection.Name)]
public sealed class RedisErrorsTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int> Work = new("the.work");

    [Fact]
    public async Task Errors_OfAHealthyWorker_AreNone()
    {
        var queue = $"test-{Guid.NewGuid():N}";
        using var metrics = new MetricLog(queue);

        // A first worker, and one that joins an existing queue.
        for (var life = 0; life < 2; life++)
        {
            await using var host = await QueueHost.StartAsync(
                streaq => streaq.AddWorker().Map(Work, (int x) => x > 0 ? Task.CompletedTask : throw new FormatException()).WithMaxAttempts(1),
                redis.Server.ConnectionString,
                queue: queue);
            await (await host.Client.EnqueueAsync(Work, 1)).WaitAsync(QueueHost.Patience);
            var failed = await host.Client.EnqueueAsync(Work, 0);
            await Assert.ThrowsAsync<TaskFailedException>(() => failed.WaitAsync(QueueHost.Patience));
            await host.Client.CountsAsync();
            await host.Client.WorkersAsync();
        }

        Assert.NotEmpty(metrics.Of("messaging.process.duration"));
        Assert.Empty(metrics.Of("streaq.redis.errors"));
    }
}
