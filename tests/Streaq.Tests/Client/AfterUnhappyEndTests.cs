namespace Streaq.Tests.Client;

/// <summary>Dependents of a task that neither failed nor succeeded.</summary>
[Collection(RedisCollection.Name)]
public sealed class AfterUnhappyEndTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int> Work = new("work");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Abort_OfADependency_FailsAllThatWaitForIt(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var first = await host.Client.EnqueueAsync(Work, 1, new EnqueueOptions { Delay = TimeSpan.FromHours(1) });
        var second = await host.Client.EnqueueAsync(Work, 2, new EnqueueOptions { After = [first] });
        var third = await host.Client.EnqueueAsync(Work, 3, new EnqueueOptions { After = [second] });

        Assert.True(await first.AbortAsync(QueueHost.Patience));

        await FailedAsync(second, first, "was aborted");
        await FailedAsync(third, second, "failed");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Expiry_OfADependency_FailsAllThatWaitForIt(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var first = await host.Client.EnqueueAsync(Work, 1, new EnqueueOptions { Delay = TimeSpan.FromMilliseconds(200), ExpiresIn = TimeSpan.FromMilliseconds(1) });
        var second = await host.Client.EnqueueAsync(Work, 2, new EnqueueOptions { After = [first] });
        var third = await host.Client.EnqueueAsync(Work, 3, new EnqueueOptions { After = [second] });

        await FailedAsync(second, first, "expired");
        await FailedAsync(third, second, "failed");
    }

    private static async Task FailedAsync(TaskHandle task, TaskHandle because, string how)
    {
        var failure = await Assert.ThrowsAsync<TaskFailedException>(() => task.WaitAsync(QueueHost.Patience));
        Assert.Equal($"Task {task.Id} was not run: {because.Id}, which it waited for, {how}.", failure.Error.Message);
    }

    private Task<QueueHost> StartAsync(bool onRedis) =>
        QueueHost.StartAsync(streaq => streaq.AddWorker().Map(Work, (int _) => { }), onRedis ? redis.Server.ConnectionString : null);
}
