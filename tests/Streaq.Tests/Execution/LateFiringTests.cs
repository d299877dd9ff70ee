using System.Text;
using Streaq.Maintenance;
using Streaq.Storage;
using Streaq.Telemetry;
using Streaq.Tests.Maintenance;
using Streaq.Tests.Telemetry.Contract;

namespace Streaq.Tests.Execution;

/// <summary>Firings that waited in the queue for too long.</summary>
[Collection(RedisCollection.Name)]
public sealed class LateFiringTests(RedisFixture redis)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly string _queue = $"test-{Guid.NewGuid():N}";
    private readonly FakeTime _time = new();
    private readonly LogRecorder _log = new();
    private int _ran;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Firing_ThatWaitedBeyondTheDrift_IsDroppedAndReported(bool onRedis)
    {
        using var metrics = new MetricLog(_queue);
        using var spans = new ActivityLog(_queue);

        var (attempt, report) = await FireAndWaitAsync(onRedis, Define() with { MaxDrift = Minute });

        Assert.Equal((0, TaskOutcome.Expired, TaskState.Expired), (_ran, attempt, report));
        Assert.Equal(1, metrics.Sum("streaq.cron.dropped"));
        var line = Assert.Single(_log.Lines, line => line.Event.Name == "streaq.cron.dropped");
        Assert.Contains("schedule every-hour", line.Message);
        Assert.Contains("2026-01-01T01:00:00Z", line.Message);
        var process = Assert.Single(spans.Stopped, span => span.DisplayName == "process work");
        Assert.Equal("expired", process.GetTagItem("streaq.outcome"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Firing_ThatWaitedBeyondItsExpiry_ExpiresLikeAnyTask(bool onRedis)
    {
        using var metrics = new MetricLog(_queue);

        var (attempt, report) = await FireAndWaitAsync(onRedis, Define() with { ExpiresIn = Minute });

        Assert.Equal((0, TaskOutcome.Expired, TaskState.Expired), (_ran, attempt, report));
        Assert.Equal(0, metrics.Sum("streaq.cron.dropped"));
        Assert.DoesNotContain(_log.Lines, line => line.Event.Name == "streaq.cron.dropped");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Firing_WithoutABound_RunsAtAnyTime(bool onRedis)
    {
        var (attempt, report) = await FireAndWaitAsync(onRedis, Define());

        Assert.Equal((1, TaskOutcome.Success, TaskState.Succeeded), (_ran, attempt, report));
    }

    /// <summary>Fires at a slot of the fake clock and runs two minutes later. Redis's clock is far beyond that anyway.</summary>
    private async Task<(TaskOutcome Outcome, TaskState State)> FireAndWaitAsync(bool onRedis, ScheduleDefinition schedule)
    {
        var logger = _log.CreateLogger("Streaq");
        await using var bench = await StoreBench.OpenAsync(
            _queue, onRedis ? redis.Server.ConnectionString : null, _time, (_, _) => Task.FromResult(Interlocked.Increment(ref _ran)), logger);
        var store = new ClockedStore(bench.Store, _time).Store;
        await store.Schedules.PutAsync(schedule, _time.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds(), CancellationToken.None);
        _time.Advance(TimeSpan.FromHours(1));
        await new FireSchedules([], new CronTelemetry(bench.Telemetry), _time, logger).RunOnceAsync(store, CancellationToken.None);
        _time.Advance(2 * Minute);
        await using var lease = await bench.JoinAsync("worker");

        var attempt = await bench.RunAsync(lease);
        await bench.SettleAsync(lease, attempt);

        return (attempt.Outcome, (await bench.Store.LookUpAsync(attempt.Message.Id, CancellationToken.None)).State);
    }

    private static ScheduleDefinition Define() => new()
    {
        Id = "every-hour",
        Expression = "0 * * * *",
        TaskName = StoreBench.Work.Name,
        Body = Encoding.UTF8.GetBytes("\"ok\""),
        Priority = "normal",
    };
}
