namespace Streaq.Tests.FromStreaq;

public sealed class TaskTests(RedisFixture redis) : FromStreaqTest(redis)
{
    [Theory(DisplayName = "`@worker.task`")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Task_Mapped_Runs(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);

        Assert.Equal(42, await (await host.Client.EnqueueAsync(Double, 21)).ResultAsync(QueueHost.Patience));
    }

    [Theory(DisplayName = "typed arguments and results")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Task_WithTypes_KeepsThem(bool onRedis)
    {
        var task = new TaskDefinition<(int Width, int Height)[], Dictionary<string, decimal>>("areas");
        await using var host = await StartAsync(onRedis, streaq => streaq.Map(task, ((int Width, int Height)[] sizes) => sizes.ToDictionary(size => $"{size.Width}x{size.Height}", size => 1m * size.Width * size.Height)), options: options => options.Json = new() { IncludeFields = true });

        Assert.Equal(6m, (await (await host.Client.EnqueueAsync(task, [(2, 3)])).ResultAsync(QueueHost.Patience))["2x3"]);
    }

    [Theory(DisplayName = "`task.enqueue(…)`, `.start(delay=…)`, `schedule=<datetime>`")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Task_EnqueuedForLater_RunsThen(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var delayed = await host.Client.EnqueueAsync(Double, 1, new EnqueueOptions { Delay = TimeSpan.FromMilliseconds(200) });
        var timed = await host.Client.EnqueueAsync(Double, 2, new EnqueueOptions { At = DateTimeOffset.UtcNow.AddMilliseconds(50) });

        Assert.Equal((2, 4), (await delayed.ResultAsync(QueueHost.Patience), await timed.ResultAsync(QueueHost.Patience)));
        var report = await delayed.ReportAsync();
        // By Redis's clock, which the worker knows to half a round trip.
        Assert.True(report.StartedAt - report.EnqueuedAt > TimeSpan.FromMilliseconds(100));
    }

    [Theory(DisplayName = "`enqueue_many`")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tasks_EnqueuedTogether_AllRun(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);

        var handles = await host.Client.EnqueueManyAsync(Double, Enumerable.Range(0, 300));

        Assert.Equal(Enumerable.Range(0, 300).Select(x => 2 * x), await Task.WhenAll(handles.Select(handle => handle.ResultAsync(QueueHost.Patience))));
    }

    [Theory(DisplayName = "`task.result(timeout)`, `.info()`, `.status()`")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Task_ByItsHandle_HasResultReportAndState(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var handle = await host.Client.EnqueueAsync(Double, 4);

        Assert.Equal(8, await handle.ResultAsync(QueueHost.Patience));
        var report = await handle.ReportAsync();
        Assert.Equal((TaskState.Succeeded, "double", 1, 8), (await handle.StateAsync(), report.TaskName, report.Attempts, report.Result));
    }

    [Theory(DisplayName = "`StreaqRetry`, `max_tries` (3)")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Task_ThatAsksForARetry_GetsThreeAttempts(bool onRedis)
    {
        await using var host = await StartAsync(onRedis, streaq => streaq.Map(Double, int (int _, TaskContext context) => throw new StreaqRetryException($"{context.Attempt}", TimeSpan.Zero)));
        var handle = await host.Client.EnqueueAsync(Double, 1);

        await Assert.ThrowsAsync<TaskFailedException>(() => handle.ResultAsync(QueueHost.Patience));
        Assert.Equal(3, (await handle.ReportAsync()).Attempts);
    }

    [Theory(DisplayName = "`timeout`, `ttl` (5 minutes), `expire`")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Task_WithTimes_IsBoundByThem(bool onRedis)
    {
        var never = new TaskDefinition<int>("never");
        var unkept = new TaskDefinition<int>("unkept");
        var gate = new Gate();
        await using var host = await StartAsync(onRedis, streaq =>
        {
            streaq.Map(unkept, (int _, CancellationToken stop) => gate.PassAsync(stop)).WithResultTtl(TimeSpan.Zero);
            streaq.Map(never, (int _, CancellationToken stop) => Task.Delay(Timeout.Infinite, stop)).WithTimeout(TimeSpan.FromMilliseconds(50));
            streaq.Map(Double, (int x) => 2 * x);
        });

        var timedOut = await Assert.ThrowsAsync<TaskFailedException>(async () => await (await host.Client.EnqueueAsync(never, 1)).WaitAsync(QueueHost.Patience));
        Assert.Equal(typeof(TaskTimeoutException).FullName, timedOut.Error.Type);
        var expires = await host.Client.EnqueueAsync(Double, 1, new EnqueueOptions { Delay = TimeSpan.FromMilliseconds(60), ExpiresIn = TimeSpan.FromMilliseconds(1) });
        await Assert.ThrowsAsync<TaskExpiredException>(() => expires.ResultAsync(QueueHost.Patience));
        var gone = await host.Client.EnqueueAsync(unkept, 1);
        // The task ends only when the store knows the wait, since its end is not kept. The store answers the state after the wait.
        var waiting = gone.WaitAsync(QueueHost.Patience);
        await gone.StateAsync();
        gate.Open();
        await waiting;
        Assert.Equal(TaskState.NotFound, await gone.StateAsync());
    }

    [Theory(DisplayName = "`task.abort()`")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Task_Aborted_EndsAsSuch(bool onRedis)
    {
        var gate = new Gate();
        await using var host = await StartAsync(onRedis, streaq => streaq.Map(Double, async (int x, CancellationToken stop) =>
        {
            await gate.PassAsync(stop);
            return x;
        }));
        var handle = await host.Client.EnqueueAsync(Double, 1);
        await gate.Entered;

        Assert.True(await handle.AbortAsync(QueueHost.Patience));
        await Assert.ThrowsAsync<TaskAbortedException>(() => handle.ResultAsync(QueueHost.Patience));
    }

    [Theory(DisplayName = "`signing_secret`, `serializer`")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Task_Signed_Runs(bool onRedis)
    {
        await using var host = await StartAsync(onRedis, options => options.SigningKey = new byte[32]);

        Assert.Equal(2, await (await host.Client.EnqueueAsync(Double, 1)).ResultAsync(QueueHost.Patience));
    }
}
