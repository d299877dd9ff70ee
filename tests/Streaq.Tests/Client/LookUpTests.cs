namespace Streaq.Tests.Client;

/// <summary>Lists, workers and reports, from the view of an operator.</summary>
[Collection(RedisCollection.Name)]
public sealed class LookUpTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int, int> Echo = new("echo");

    private readonly Gate _gate = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task List_FollowedByItsContinuation_GoesThroughAll(bool onRedis)
    {
        await using var host = await StartAsync(onRedis, _ => { });
        var ids = (await host.Client.EnqueueManyAsync(Echo, Enumerable.Range(0, 250))).Select(handle => handle.Id).ToHashSet();

        var first = await host.Client.ListAsync(TaskState.Ready);
        var second = await host.Client.ListAsync(TaskState.Ready, 100, first.Continuation);
        var third = await host.Client.ListAsync(TaskState.Ready, 100, second.Continuation);

        Assert.Equal((100, 100, 50, null), (first.Tasks.Count, second.Tasks.Count, third.Tasks.Count, third.Continuation));
        Assert.Equal(ids, first.Tasks.Concat(second.Tasks).Concat(third.Tasks).Select(task => task.TaskId).ToHashSet());
        Assert.All(first.Tasks, task => Assert.Equal(("echo", TaskState.Ready, "normal"), (task.TaskName, task.State, task.Priority)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Report_OfARunningTask_HasItsTrace(bool onRedis)
    {
        using var spans = new ActivityLog($"trace-{onRedis}");
        await using var host = await StartAsync(onRedis, Work, $"trace-{onRedis}");
        var handle = await host.Client.EnqueueAsync(Echo, 1);
        await _gate.Entered;

        var report = await host.Client.ReportAsync(handle.Id);

        var enqueue = await spans.WaitForAsync(span => span.DisplayName == "enqueue echo").WaitAsync(QueueHost.Patience);
        Assert.Equal((enqueue.TraceId.ToHexString(), "echo", 1, TaskState.Running), (report.TraceId, report.TaskName, report.Attempts, report.State));
        _gate.Open();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Workers_OfAQueue_TellWhatTheyRun(bool onRedis)
    {
        await using var host = await StartAsync(onRedis, Work);
        var handle = await host.Client.EnqueueAsync(Echo, 1);
        await _gate.Entered;

        var worker = Assert.Single(await host.Client.WorkersAsync());

        Assert.Equal(("the-worker", Environment.MachineName, Environment.ProcessId, 3, true), (worker.Name, worker.HostName, worker.ProcessId, worker.Concurrency, worker.IsAlive));
        Assert.Equal(["urgent", "normal"], worker.Priorities);
        Assert.Equal((handle.Id, "echo"), (Assert.Single(worker.Tasks).TaskId, worker.Tasks[0].TaskName));
        var page = await host.Client.WorkerPageAsync();
        Assert.Equal((worker.WorkerId, 1, 1, null), (Assert.Single(page.Workers).WorkerId, page.Total, page.TaskCount, page.Continuation));
        Assert.Equal(worker.Tasks, (await host.Client.WorkerAsync(worker.WorkerId))!.Tasks);
        _gate.Open();
        await host.StopAsync();
        Assert.Empty(await host.Client.WorkersAsync());
        Assert.Empty((await host.Client.WorkerPageAsync()).Workers);
        Assert.Null(await host.Client.WorkerAsync(worker.WorkerId));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_001)]
    public async Task Pages_OfNoOrTooManyRows_AreRefused(int limit)
    {
        await using var host = await StartAsync(onRedis: false, _ => { });

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => host.Client.WorkerPageAsync(limit));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => host.Client.SchedulePageAsync(limit));
        await Assert.ThrowsAsync<ArgumentException>(() => host.Client.WorkerAsync(""));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DeadLetter_ById_IsFound(bool onRedis)
    {
        await using var host = await StartAsync(onRedis, streaq => streaq.AddWorker().Map(Echo, int (int _) => throw new FormatException("no number")));
        var handle = await host.Client.EnqueueAsync(Echo, 1);
        await Assert.ThrowsAsync<TaskFailedException>(() => handle.WaitAsync(QueueHost.Patience));

        var found = await host.Client.DeadLetters.FindAsync(handle.Id);

        Assert.Equal((handle.Id, "System.FormatException"), (found!.TaskId, found.Error.Type));
        Assert.Contains("   at ", found.Error.StackTrace);
        Assert.Null(await host.Client.DeadLetters.FindAsync("never-seen"));
        await Assert.ThrowsAsync<ArgumentException>("taskId", () => host.Client.DeadLetters.FindAsync("two words"));
    }

    /// <summary>A process without a worker knows the priorities of the workers.</summary>
    [Fact]
    public async Task Counts_OfAProcessWithoutAWorker_HaveTheWorkersPriorities()
    {
        await using var host = await StartAsync(onRedis: true, Work);
        await using var other = await StartAsync(onRedis: true, _ => { }, host.Queue);
        await other.Client.EnqueueAsync(Echo, 1, new EnqueueOptions { Priority = "urgent" });
        await _gate.Entered;

        var counts = await other.Client.CountsAsync();

        Assert.Equal((1, 1), (counts.RunningByPriority["urgent"], counts.Running));
        Assert.Equal("urgent", Assert.Single((await other.Client.ListAsync(TaskState.Running)).Tasks).Priority);
        _gate.Open();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_001)]
    public async Task Limit_OutOfRange_IsRefused(int limit)
    {
        await using var host = await StartAsync(onRedis: false, _ => { });

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(nameof(limit), () => host.Client.ListAsync(TaskState.Ready, limit));
    }

    [Fact]
    public async Task State_ThatNoTaskIsIn_IsRefused()
    {
        await using var host = await StartAsync(onRedis: false, _ => { });

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>("state", () => host.Client.ListAsync(TaskState.NotFound));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>("state", () => host.Client.ListAsync((TaskState)77));
    }

    private void Work(StreaqBuilder streaq) => streaq
        .AddWorker(worker => (worker.Name, worker.Concurrency, worker.Priorities) = ("the-worker", 3, ["urgent", "normal"]))
        .Map(Echo, async (int x) =>
        {
            await _gate.PassAsync();
            return x;
        });

    private Task<QueueHost> StartAsync(bool onRedis, Action<StreaqBuilder> set, string? queue = null) =>
        QueueHost.StartAsync(set, onRedis ? redis.Server.ConnectionString : null, queue: queue);
}
