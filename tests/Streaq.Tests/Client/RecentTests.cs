namespace Streaq.Tests.Client;

/// <summary>The client's list of recently ended tasks.</summary>
[Collection(RedisCollection.Name)]
public sealed class RecentTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int, int> Half = new("math.half");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Recent_AfterTasksHaveEnded_ListsThem(bool onRedis)
    {
        using var spans = new ActivityLog($"recent-{onRedis}");
        await using var host = await StartAsync(onRedis, _ => { }, $"recent-{onRedis}");
        var good = await host.Client.EnqueueAsync(Half, 2, new EnqueueOptions { Priority = "high" });
        await good.WaitAsync(QueueHost.Patience);
        var bad = await host.Client.EnqueueAsync(Half, 1);
        await Assert.ThrowsAsync<TaskFailedException>(() => bad.WaitAsync(QueueHost.Patience));
        await host.StopAsync();

        var recent = await host.Client.RecentAsync();

        Assert.Equal([(bad.Id, TaskOutcome.Failure), (good.Id, TaskOutcome.Success)], recent.Select(task => (task.TaskId, task.Outcome)));
        var (failed, succeeded) = (recent[0], recent[1]);
        var report = await host.Client.ReportAsync(bad.Id);
        Assert.Equal(("math.half", "normal", 2, "System.FormatException"), (failed.TaskName, failed.Priority, failed.Attempts, failed.ErrorType));
        Assert.Equal((report.Worker, report.TraceId, report.SpanId), (failed.Worker, failed.TraceId, failed.SpanId));
        Assert.Equal(("high", 1, null), (succeeded.Priority, succeeded.Attempts, succeeded.ErrorType));
        Assert.True(failed.ReadyAt <= failed.StartedAt && failed.StartedAt <= failed.FinishedAt && report.StartedAt == failed.StartedAt);
        Assert.Equal(bad.Id, Assert.Single(await host.Client.RecentAsync(1)).TaskId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Recent_OfAWorkerThatNotesNothing_IsEmpty(bool onRedis)
    {
        await using var host = await StartAsync(onRedis, worker => worker.CollectStatistics = false);
        await (await host.Client.EnqueueAsync(Half, 2)).WaitAsync(QueueHost.Patience);
        await host.StopAsync();

        Assert.Empty(await host.Client.RecentAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_001)]
    public async Task Recent_WithALimitOutOfRange_IsRefused(int limit)
    {
        await using var host = await StartAsync(onRedis: false, _ => { });

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => host.Client.RecentAsync(limit));
    }

    private Task<QueueHost> StartAsync(bool onRedis, Action<WorkerOptions> configure, string? queue = null) => QueueHost.StartAsync(
        streaq => streaq.AddWorker(configure).Map(Half, (int x, TaskContext context) => x % 2 == 0 ? x / 2
            : context.Attempt == 1 ? throw new StreaqRetryException("odd", TimeSpan.FromMilliseconds(1))
            : throw new FormatException("odd")),
        onRedis ? redis.Server.ConnectionString : null,
        queue: queue);
}
