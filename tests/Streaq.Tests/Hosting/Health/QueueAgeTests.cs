using Microsoft.Extensions.Diagnostics.HealthChecks;
using Streaq.Tests.Storage.Redis;

namespace Streaq.Tests.Hosting.Health;

/// <summary>Whether tasks wait for too long.</summary>
[Collection(RedisCollection.Name)]
public sealed class QueueAgeTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int, int> Double = new("health.double");
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTime _time = new();

    [Fact]
    public async Task Check_OfAReadyTask_IsDegradedOnceItHasWaitedForLongerThanTheLimit()
    {
        await using var host = await StartAsync();
        await host.Client.EnqueueAsync(Double, 21);

        _time.Advance(Limit);
        Assert.Equal(HealthStatus.Healthy, (await host.CheckAsync()).Status);
        _time.Advance(Second);
        var entry = await host.CheckAsync();

        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.Contains("waits for 00:05:01, more than 00:05:00; 1 are ready. Add workers", entry.Description, StringComparison.Ordinal);
        Assert.Equal((Limit + Second, 1), (entry.Of(host.Queue).OldestAge, entry.Of(host.Queue).Ready));
    }

    [Fact]
    public async Task Check_OfADelayedTask_CountsFromWhenItIsDue()
    {
        await using var host = await StartAsync();
        await host.Client.EnqueueAsync(Double, 21, new EnqueueOptions { Delay = TimeSpan.FromHours(1) });

        _time.Advance(TimeSpan.FromHours(1) + Limit);
        Assert.Equal(HealthStatus.Healthy, (await host.CheckAsync()).Status);
        _time.Advance(Second);

        Assert.Equal(HealthStatus.Degraded, (await host.CheckAsync()).Status);
    }

    [Fact]
    public async Task Check_WithoutALimit_LeavesTasksAsOldAsTheyAre()
    {
        await using var host = await StartAsync(limit: null);
        await host.Client.EnqueueAsync(Double, 21);

        _time.Advance(TimeSpan.FromDays(1));

        Assert.Equal((HealthStatus.Healthy, TimeSpan.FromDays(1)), ((await host.CheckAsync()).Status, (await host.CheckAsync()).Of(host.Queue).OldestAge));
    }

    [Fact]
    public async Task Check_OfAPausedQueue_SaysThatItIs()
    {
        await using var host = await StartAsync();
        await host.Client.EnqueueAsync(Double, 21);
        await host.Client.PauseAsync();

        _time.Advance(Limit + Second);

        Assert.Contains("The queue is paused: resume it.", (await host.CheckAsync()).Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_WithFailureStatusHealthy_StaysHealthyWhenTasksAreLate()
    {
        await using var host = await StartAsync(failure: HealthStatus.Healthy);
        await host.Client.EnqueueAsync(Double, 21);

        _time.Advance(Limit + Second);

        Assert.Equal(HealthStatus.Healthy, (await host.CheckAsync()).Status);
    }

    [Fact]
    public async Task Check_OfAnOldEntryInRedis_IsDegraded()
    {
        await using var host = await QueueHost.StartAsync(_ => { }, redis.Server.ConnectionString, services: Checks.Add(options => options.MaxQueueAge = Limit));
        await using var raw = await RawRedis.OpenAsync(redis.Server, host.Queue);
        var before = await raw.ClockAsync() - (long)Limit.TotalMilliseconds - 1;

        // An entry's id contains the time of its XADD, and the caller may choose it.
        await raw.Database.ExecuteAsync("XADD", $"{raw.Keys.Ready("normal")}", $"{before}-0", "health.double old", "21");
        var entry = await host.CheckAsync();

        Assert.Equal(HealthStatus.Degraded, entry.Status);
        Assert.Contains($"on Redis at {redis.Server.ConnectionString}", entry.Description, StringComparison.Ordinal);
        Assert.True(entry.Of(host.Queue).OldestAge > Limit);
    }

    private Task<QueueHost> StartAsync(HealthStatus? failure = null) => StartAsync(Limit, failure);

    private Task<QueueHost> StartAsync(TimeSpan? limit, HealthStatus? failure = null) =>
        QueueHost.StartAsync(_ => { }, services: Checks.Add(options => options.MaxQueueAge = limit, _time, failure));
}
