namespace Streaq.Tests.Client;

/// <summary>A report's history of the attempts before the last.</summary>
[Collection(RedisCollection.Name)]
public sealed class HistoryTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int, int> Flaky = new("flaky");

    private volatile bool _repaired;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Report_OfATaskThatWasRetried_ListsItsAttempts(bool onRedis)
    {
        using var spans = new ActivityLog($"history-{onRedis}");
        await using var host = await StartAsync(onRedis, $"history-{onRedis}");
        var handle = await host.Client.EnqueueAsync(Flaky, 1);
        await handle.WaitAsync(QueueHost.Patience);

        var report = await handle.ReportAsync();

        Assert.Equal((2, 2, 0), (report.Attempts, report.History.Count, report.HistoryDropped));
        var (retried, snoozed) = (report.History[0], report.History[1]);
        Assert.Equal((1, TaskOutcome.Retry, "System.FormatException"), (retried.Attempt, retried.Outcome, retried.ErrorType));
        Assert.Equal((2, TaskOutcome.Snoozed, null), (snoozed.Attempt, snoozed.Outcome, snoozed.ErrorType));
        Assert.Equal((report.Worker, report.Worker), (retried.Worker, snoozed.Worker));
        Assert.True(report.EnqueuedAt <= retried.FinishedAt && retried.StartedAt <= retried.FinishedAt && retried.FinishedAt <= report.StartedAt);
        await spans.WaitForAsync(span => span.DisplayName == "process flaky" && span.SpanId.ToHexString() == snoozed.SpanId && span.TraceId.ToHexString() == snoozed.TraceId)
            .WaitAsync(QueueHost.Patience);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Report_OfAReplayedTask_ListsTheAttemptThatFailed(bool onRedis)
    {
        await using var host = await StartAsync(onRedis);
        var handle = await host.Client.EnqueueAsync(Flaky, 2);
        await Assert.ThrowsAsync<TaskFailedException>(() => handle.WaitAsync(QueueHost.Patience));
        var failed = Assert.Single((await host.Client.ListAsync(TaskState.Failed)).Tasks);
        Assert.Equal(((await handle.ReportAsync()).StartedAt, 0), (failed.StartedAt, failed.History.Count));
        _repaired = true;

        await host.Client.DeadLetters.ReplayAsync(handle.Id);
        await handle.WaitAsync(QueueHost.Patience);

        var attempt = Assert.Single((await handle.ReportAsync()).History);
        Assert.Equal((1, TaskOutcome.Failure, "System.InvalidOperationException"), (attempt.Attempt, attempt.Outcome, attempt.ErrorType));
        Assert.Equal((failed.StartedAt, failed.FinishedAt), (attempt.StartedAt, attempt.FinishedAt));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Report_OfATaskAtItsFirstAttempt_HasNoHistory(bool onRedis)
    {
        _repaired = true;
        await using var host = await StartAsync(onRedis);
        var handle = await host.Client.EnqueueAsync(Flaky, 2);
        await handle.WaitAsync(QueueHost.Patience);

        var report = await handle.ReportAsync();

        Assert.Equal((0, 0), (report.History.Count, report.HistoryDropped));
    }

    private Task<QueueHost> StartAsync(bool onRedis, string? queue = null)
    {
        var snoozed = false;
        return QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Flaky, (int x, TaskContext context) =>
            {
                if (x == 2)
                {
                    return _repaired ? x : throw new InvalidOperationException("It is broken.");
                }

                if (context.Attempt == 1)
                {
                    throw new StreaqRetryException("Again.", TimeSpan.FromMilliseconds(1), new FormatException("no number"));
                }

                if (snoozed)
                {
                    return x;
                }

                snoozed = true;
                throw new StreaqSnoozeException(TimeSpan.FromMilliseconds(1));
            }),
            onRedis ? redis.Server.ConnectionString : null,
            queue: queue);
    }
}
