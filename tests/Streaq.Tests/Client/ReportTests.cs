using System.Text;

namespace Streaq.Tests.Client;

/// <summary>The state of a task, and the counts of its queue.</summary>
[Collection(RedisCollection.Name)]
public sealed class ReportTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int, int> Double = new("math.double");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Report_OverATasksLife_FollowsIt(bool onRedis)
    {
        var (first, second) = (new Gate(), new Gate());
        await using var host = await StartAsync(streaq => streaq
            .AddWorker(worker => (worker.Concurrency, worker.Prefetch, worker.Name) = (1, 0, "the-worker"))
            .Map(Double, async (int x) =>
            {
                await (x == 0 ? first : second).PassAsync();
                return x * 2;
            }), onRedis);
        var before = await host.Client.EnqueueAsync(Double, 0);
        await first.Entered;
        var handle = await host.Client.EnqueueAsync(Double, 21);

        Assert.Equal(TaskState.Ready, await handle.StateAsync());
        AssertUnfinished(await handle.ReportAsync(), TaskState.Ready);
        first.Open();
        await before.WaitAsync(QueueHost.Patience);
        await second.Entered;
        var running = await handle.ReportAsync();
        AssertUnfinished(running, TaskState.Running);
        Assert.StartsWith("the-worker-", running.Worker);
        second.Open();
        await handle.WaitAsync(QueueHost.Patience);

        var report = await handle.ReportAsync();
        Assert.Equal((handle.Id, "math.double", TaskState.Succeeded, TaskOutcome.Success, 1, 42), (report.TaskId, report.TaskName, report.State, report.Outcome, report.Attempts, report.Result));
        Assert.Equal("42", Encoding.UTF8.GetString(report.ResultBody.Span));
        Assert.True(running.ResultBody.IsEmpty);
        Assert.StartsWith("the-worker-", report.Worker);
        Assert.True(report.EnqueuedAt <= report.StartedAt && report.StartedAt <= report.FinishedAt);
        Assert.Null(report.Error);
        Assert.Null(report.DueAt);
        Assert.Equal(TaskState.Succeeded, (await host.Client.ReportAsync(handle.Id)).State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Report_OfAScheduledTask_SaysWhenItIsDue(bool onRedis)
    {
        await using var host = await StartAsync(_ => { }, onRedis);
        var at = new DateTimeOffset(2100, 1, 1, 12, 0, 0, TimeSpan.FromHours(2));

        var handle = await host.Client.EnqueueAsync(Double, 1, new EnqueueOptions { At = at });

        var report = await handle.ReportAsync();
        Assert.Equal((TaskState.Scheduled, at), (report.State, report.DueAt));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Report_OfAFailedTask_HasItsError(bool onRedis)
    {
        await using var host = await StartAsync(streaq => streaq.AddWorker().Map(Double, int (int _) => throw new FormatException("no number")), onRedis);
        var handle = await host.Client.EnqueueAsync(Double, 21);
        await Assert.ThrowsAsync<TaskFailedException>(() => handle.ResultAsync(QueueHost.Patience));

        var report = await handle.ReportAsync();

        Assert.Equal((TaskState.Failed, TaskOutcome.Failure, 0), (report.State, report.Outcome, report.Result));
        Assert.Equal(new TaskError("System.FormatException", "no number"), report.Error);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Report_OfAnUnknownTask_SaysSo(bool onRedis)
    {
        await using var host = await StartAsync(_ => { }, onRedis);

        Assert.Equal(TaskState.NotFound, await host.Client.StateAsync("never-seen"));
        Assert.Equal(TaskState.NotFound, (await host.Client.ReportAsync("never-seen")).State);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Counts_OfAQueue_AreByState(bool onRedis)
    {
        var gate = new Gate();
        await using var host = await StartAsync(streaq => streaq
            .AddWorker(worker => (worker.Concurrency, worker.Prefetch) = (1, 0))
            .Map(Double, async (int x) =>
            {
                if (x < 0)
                {
                    throw new FormatException();
                }

                await gate.PassAsync();
                return x;
            }), onRedis);
        await Assert.ThrowsAsync<TaskFailedException>(async () => await (await host.Client.EnqueueAsync(Double, -1)).WaitAsync(QueueHost.Patience));
        await host.Client.EnqueueAsync(Double, 1);
        await gate.Entered;
        await host.Client.EnqueueManyAsync(Double, [1, 2], new EnqueueOptions { Priority = "low" });
        await host.Client.EnqueueAsync(Double, 3, new EnqueueOptions { Priority = "high" });
        await host.Client.EnqueueManyAsync(Double, [4, 5], new EnqueueOptions { Delay = TimeSpan.FromDays(1) });

        var counts = await host.Client.CountsAsync();

        Assert.Equal(new Dictionary<string, long> { ["high"] = 1, ["normal"] = 0, ["low"] = 2 }, counts.Ready);
        Assert.Equal((2, 0, 1, 1), (counts.Scheduled, counts.Waiting, counts.Running, counts.DeadLetters));
        gate.Open();
    }

    [Fact]
    public async Task Counts_OfAWaitingQueue_TellTheOldestAge()
    {
        var time = new FakeTime();
        await using var host = await QueueHost.StartAsync(_ => { }, services: services => services.AddClock(time));
        Assert.Equal(TimeSpan.Zero, (await host.Client.CountsAsync()).OldestReadyAge);
        await host.Client.EnqueueAsync(Double, 1);
        time.Advance(TimeSpan.FromSeconds(7));
        await host.Client.EnqueueAsync(Double, 2, new EnqueueOptions { Priority = "low" });

        Assert.Equal(TimeSpan.FromSeconds(7), (await host.Client.CountsAsync()).OldestReadyAge);
    }

    private static void AssertUnfinished(TaskReport<int> report, TaskState state)
    {
        Assert.Equal((state, null, null, null, 0), (report.State, report.Outcome, report.FinishedAt, report.Error, report.Result));
        // A running attempt counts.
        Assert.Equal((state is TaskState.Running ? 1 : 0, "math.double", "normal"), (report.Attempts, report.TaskName, report.Priority));
        Assert.NotNull(report.EnqueuedAt);
        Assert.Equal(state is TaskState.Running, report.StartedAt is not null);
    }

    private Task<QueueHost> StartAsync(Action<StreaqBuilder> set, bool onRedis) => QueueHost.StartAsync(set, onRedis ? redis.Server.ConnectionString : null);
}
