namespace Streaq.Tests.Client;

/// <summary>Running scheduled tasks at once, from the view of an application.</summary>
[Collection(RedisCollection.Name)]
public sealed class RunNowTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int, int> Double = new("math.double");
    private static readonly TaskDefinition<int, int> Again = new("math.again");
    private static readonly EnqueueOptions Tomorrow = new() { Delay = TimeSpan.FromDays(1) };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RunNow_OfADelayedTask_HasItRun(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var handle = await host.Client.EnqueueAsync(Double, 21, Tomorrow);

        Assert.Equal(RunNowResult.MadeReady, await handle.RunNowAsync());

        Assert.Equal(42, await handle.ResultAsync(QueueHost.Patience));
        Assert.Equal(RunNowResult.Ended, await host.Client.RunNowAsync(handle.Id));
        Assert.Single(host.Log.Lines, line => line.Event.Name == "streaq.task.run_now");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RunNow_OfATaskThatWaitsForItsRetry_MakesTheNextAttempt(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        using var spans = new ActivityLog(host.Queue);
        var handle = await host.Client.EnqueueAsync(Again, 1);
        // The span ends when the next attempt is stored.
        await spans.WaitForAsync(span => span.DisplayName == "retry math.again").WaitAsync(QueueHost.Patience);

        Assert.Equal(RunNowResult.MadeReady, await handle.RunNowAsync());

        Assert.Equal(2, await handle.ResultAsync(QueueHost.Patience));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RunNow_OfAPausedQueue_WaitsForItsEnd(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        await host.Client.PauseAsync();
        var handle = await host.Client.EnqueueAsync(Double, 1, Tomorrow);

        Assert.Equal(RunNowResult.MadeReady, await handle.RunNowAsync());
        // A read that has waited since before the pause receives the task, and puts it back.
        Assert.True(await handle.RunNowAsync() is RunNowResult.AlreadyReady or RunNowResult.Running);

        await host.Client.ResumeAsync();
        Assert.Equal(2, await handle.ResultAsync(QueueHost.Patience));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RunNow_OfWhatIsNotThere_SaysSo(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);

        Assert.Equal(RunNowResult.NotFound, await host.Client.RunNowAsync("never-seen"));
        Assert.Equal("taskId", (await Assert.ThrowsAsync<ArgumentException>(() => host.Client.RunNowAsync("two words"))).ParamName);
        Assert.DoesNotContain(host.Log.Lines, line => line.Event.Name == "streaq.task.run_now");
    }

    private Task<QueueHost> StartAsync(bool onRedis) => QueueHost.StartAsync(
        streaq =>
        {
            streaq.AddWorker();
            streaq.Map(Double, (int x) => x * 2);
            streaq.Map(Again, (int x, TaskContext context) =>
                context.Attempt > 1 ? x * 2 : throw new StreaqRetryException("Later.", TimeSpan.FromDays(1)));
        },
        onRedis ? redis.Server.ConnectionString : null);
}
