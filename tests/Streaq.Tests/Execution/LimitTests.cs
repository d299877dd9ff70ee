namespace Streaq.Tests.Execution;

/// <summary>Limited tasks, from the view of an application.</summary>
[Collection(RedisCollection.Name)]
public sealed class LimitTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int, int> Work = new("limited.work");
    private static readonly TaskDefinition<int, int> Free = new("free.work");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MaxConcurrency_UnderLoad_IsReachedAndNeverExceeded(bool onRedis)
    {
        var (running, most) = (0, 0);
        await using var host = await StartAsync(streaq => streaq.Map(Work, async (int x) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return x;
        }).WithMaxConcurrency(2), onRedis);

        var handles = await host.Client.EnqueueManyAsync(Work, Enumerable.Range(0, 200));
        var results = await Task.WhenAll(handles.Select(handle => handle.ResultAsync(QueueHost.Patience)));

        Assert.Equal(Enumerable.Range(0, 200), results);
        Assert.InRange(most, 1, 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MaxConcurrency_WhenFull_BlocksNoTaskBehind(bool onRedis)
    {
        var gate = new Gate();
        var order = new List<int>();
        await using var host = await StartAsync(streaq =>
        {
            streaq.AddWorker(worker => worker.Concurrency = 2);
            streaq.Map(Work, async (int x) =>
            {
                order.Add(x);
                await gate.PassAsync();
                return x;
            }).WithMaxConcurrency(1);
            streaq.Map(Free, (int x) => x);
        }, onRedis);
        // The first one alone: otherwise two slots admit two tasks of one batch at once, in any order.
        var first = await host.Client.EnqueueAsync(Work, 0);
        await gate.Entered;
        TaskHandle<int>[] limited = [first, .. await host.Client.EnqueueManyAsync(Work, [1, 2, 3])];

        var free = await host.Client.EnqueueAsync(Free, 7);

        // Two slots, one of them taken, and three limited tasks ahead: they do not block this task.
        Assert.Equal(7, await free.ResultAsync(QueueHost.Patience));
        Assert.Equal(TaskState.Running, await limited[0].StateAsync());
        Assert.All(await Task.WhenAll(limited.Skip(1).Select(handle => handle.StateAsync())), state => Assert.Equal(TaskState.Waiting, state));
        Assert.Equal(3, (await host.Client.CountsAsync()).Waiting);
        gate.Open();
        await Task.WhenAll(limited.Select(handle => handle.ResultAsync(QueueHost.Patience)));
        Assert.Equal([0, 1, 2, 3], order);
        Assert.All(await Task.WhenAll(limited.Select(handle => handle.ReportAsync())), report => Assert.Equal(1, report.Attempts));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MaxConcurrency_ByKey_HoldsForEachKey(bool onRedis)
    {
        var (even, odd) = (new Gate(), new Gate());
        await using var host = await StartAsync(streaq => streaq.Map(Work, async (int x) =>
        {
            await (x % 2 == 0 ? even : odd).PassAsync();
            return x;
        }).WithMaxConcurrency(1, (int x) => x % 2 == 0 ? "even" : "odd"), onRedis);

        var handles = (await host.Client.EnqueueManyAsync(Work, [0, 2, 1, 3])).ToList();

        await Task.WhenAll(even.Entered, odd.Entered);
        even.Open();
        var evens = await Task.WhenAll(handles.Take(2).Select(handle => handle.ResultAsync(QueueHost.Patience)));
        odd.Open();
        var odds = await Task.WhenAll(handles.Skip(2).Select(handle => handle.ResultAsync(QueueHost.Patience)));
        Assert.Equal([0, 2, 1, 3], evens.Concat(odds));
    }

    [Fact]
    public async Task RateLimit_AsTimePasses_StartsItsLimitPerPeriod()
    {
        var period = TimeSpan.FromSeconds(2);
        var time = new FakeTime();
        var starts = new List<DateTimeOffset>();
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker(worker => (worker.Concurrency, worker.LeaseDuration) = (1, TimeSpan.FromDays(1))).Map(Work, (int x) =>
            {
                lock (starts)
                {
                    starts.Add(time.GetUtcNow());
                }

                return x;
            }).WithRateLimit(2, period),
            services: services => services.AddClock(time));
        var began = time.GetUtcNow();

        var handles = (await host.Client.EnqueueManyAsync(Work, Enumerable.Range(0, 5))).ToList();
        for (var i = 0; i < 5; i++)
        {
            if (i is 2 or 4)
            {
                await time.PassAsync(period);
            }

            Assert.Equal(i, await handles[i].ResultAsync(QueueHost.Patience));
        }

        Assert.Equal([0, 0, 2, 2, 4], starts.Select(start => (start - began).TotalSeconds));
    }

    [Fact]
    public async Task RateLimit_OnRedis_RunsAllTasksOverItsPeriods()
    {
        await using var host = await StartAsync(streaq => streaq.Map(Work, (int x) => x).WithRateLimit(5, TimeSpan.FromMilliseconds(100)).WithMaxConcurrency(2), onRedis: true);

        var handles = await host.Client.EnqueueManyAsync(Work, Enumerable.Range(0, 23));
        var results = await Task.WhenAll(handles.Select(handle => handle.ResultAsync(QueueHost.Patience)));
        var reports = await Task.WhenAll(handles.Select(handle => handle.ReportAsync()));

        Assert.Equal(Enumerable.Range(0, 23), results);
        // 23 tasks are four full periods and the start of a fifth. The worker knows Redis's clock to half a round trip.
        Assert.True(reports.Max(report => report.StartedAt) - reports.Min(report => report.EnqueuedAt) >= TimeSpan.FromMilliseconds(300));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Key_ThatCannotBeTaken_FailsTheTask(bool throws)
    {
        await using var host = await StartAsync(
            streaq => streaq.Map(Work, (int x) => x).WithMaxConcurrency(1, string (int _) => throws ? throw new FormatException("No key.") : null!), onRedis: false);

        var handle = await host.Client.EnqueueAsync(Work, 1);

        var failure = await Assert.ThrowsAsync<TaskFailedException>(() => handle.ResultAsync(QueueHost.Patience));
        Assert.Equal(throws ? typeof(FormatException).FullName : typeof(InvalidOperationException).FullName, failure.Error.Type);
        Assert.Equal(handle.Id, Assert.Single(await host.Client.DeadLetters.ListAsync()).TaskId);
    }

    [Fact]
    public async Task Body_ThatIsNoArgument_IsRefusedAsWithoutALimit()
    {
        await using var host = await StartAsync(streaq => streaq.Map(Work, (int x) => x).WithMaxConcurrency(1, (int x) => $"{x}"), onRedis: false);

        var handle = await host.Client.EnqueueAsync(new TaskDefinition<string>(Work.Name), "no number");

        var failure = await Assert.ThrowsAsync<TaskFailedException>(() => handle.WaitAsync(QueueHost.Patience));
        Assert.Equal(typeof(TaskRefusedException).FullName, failure.Error.Type);
    }

    private Task<QueueHost> StartAsync(Action<StreaqBuilder> set, bool onRedis) =>
        QueueHost.StartAsync(streaq => set(streaq.AddWorker()), onRedis ? redis.Server.ConnectionString : null);
}
