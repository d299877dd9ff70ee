using System.Text;
using Streaq.Storage;

namespace Streaq.Tests.Client;

[Collection(RedisCollection.Name)]
public sealed class ScheduleTests(RedisFixture redis)
{
    private static readonly TaskDefinition<int, int> Double = new("math.double");
    private static readonly TaskDefinition<string> Note = new("note") { Priority = "low" };

    private readonly FakeTime _time = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Schedule_OfATask_IsListedUntilItIsRemoved(bool onRedis)
    {
        await using var host = await StartAsync(_ => { }, onRedis);

        await host.Client.ScheduleAsync("every-five", "*/5 * * * *", Double, 21);
        await host.Client.ScheduleAsync("monday", "30 8 * * mon", Note, "ä", new ScheduleOptions
        {
            TimeZone = "America/New_York",
            MaxScheduleDrift = TimeSpan.FromMinutes(3),
            ExpiresIn = TimeSpan.FromHours(1),
            Priority = "high",
            Headers = new Dictionary<string, string> { ["tenant"] = "a" },
        });

        var listed = (await host.Client.ListSchedulesAsync()).OrderBy(report => report.Id).ToList();
        Assert.Equal(["every-five", "monday"], listed.Select(report => report.Id));
        Assert.Equal(("*/5 * * * *", "math.double", null, "normal"), (listed[0].Expression, listed[0].TaskName, listed[0].TimeZone, listed[0].Priority));
        Assert.Equal((null, false, null, null), (listed[0].LastAt, listed[0].IsDeclared, listed[0].MaxScheduleDrift, listed[0].ExpiresIn));
        Assert.Equal((0, 0), (listed[0].NextAt.Minute % 5, listed[0].NextAt.Second));
        Assert.Equal(("America/New_York", TimeSpan.FromMinutes(3), "high"), (listed[1].TimeZone, listed[1].MaxScheduleDrift, listed[1].Priority));
        Assert.Equal(TimeSpan.FromHours(1), listed[1].ExpiresIn);
        Assert.Equal(
            (DayOfWeek.Monday, new TimeSpan(8, 30, 0)),
            (TimeZoneInfo.ConvertTimeBySystemTimeZoneId(listed[1].NextAt, "America/New_York").DayOfWeek, TimeZoneInfo.ConvertTimeBySystemTimeZoneId(listed[1].NextAt, "America/New_York").TimeOfDay));

        Assert.True(await host.Client.UnscheduleAsync("monday"));
        Assert.False(await host.Client.UnscheduleAsync("monday"));
        Assert.Single(await host.Client.ListSchedulesAsync());
    }

    [Fact]
    public async Task Schedule_PutWhileTheWorkerSleeps_FiresAtItsSlots()
    {
        var runs = new SemaphoreSlim(0);
        var seen = new List<(int Argument, DateTimeOffset Slot, string Tenant)>();
        await using var host = await StartAsync(streaq => streaq.AddWorker(worker => worker.LeaseDuration = TimeSpan.FromDays(1)).Map(Double, (int x, TaskContext context) =>
        {
            seen.Add((x, context.ScheduledFor!.Value, context.Headers["tenant"]));
            runs.Release();
            return x * 2;
        }), onRedis: false);

        await host.Client.ScheduleAsync(
            "every-two", "*/2 * * * *", Double, 21, new ScheduleOptions { Headers = new Dictionary<string, string> { ["tenant"] = "a" } });
        for (var i = 0; i < 2; i++)
        {
            await _time.PassAsync(TimeSpan.FromMinutes(2));
            Assert.True(await runs.WaitAsync(QueueHost.Patience));
        }

        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal([(21, start.AddMinutes(2), "a"), (21, start.AddMinutes(4), "a")], seen);
        var report = Assert.Single(await host.Client.ListSchedulesAsync());
        Assert.Equal((start.AddMinutes(4), start.AddMinutes(6)), (report.LastAt, report.NextAt));
        var page = await host.Client.SchedulePageAsync();
        Assert.Equal((report, 1, null), (Assert.Single(page.Schedules), page.Total, page.Continuation));
    }

    [Fact]
    public async Task Schedule_OnRedis_FiresByItsClockAndEndsWhenRemoved()
    {
        var runs = new SemaphoreSlim(0);
        await using var host = await StartAsync(streaq => streaq.AddWorker().Map(Double, (int x) =>
        {
            runs.Release();
            return x * 2;
        }), onRedis: true, realTime: true);

        await host.Client.ScheduleAsync("every-second", "@every 1s", Double, 21);
        Assert.True(await runs.WaitAsync(QueueHost.Patience));
        Assert.True(await runs.WaitAsync(QueueHost.Patience));
        await host.Client.UnscheduleAsync("every-second");

        Assert.Empty(await host.Client.ListSchedulesAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Task_WithoutAHandler_IsADeadLetterAsUsual(bool onRedis)
    {
        await using var host = await StartAsync(streaq => streaq.AddWorker(worker => worker.LeaseDuration = TimeSpan.FromDays(1)), onRedis, realTime: onRedis);
        var failed = new TaskCompletionSource();
        using var spans = new ActivityLog(host.Queue);

        await host.Client.ScheduleAsync("unknown", onRedis ? "* * * * * *" : "* * * * *", Note, "x");
        if (!onRedis)
        {
            await _time.PassAsync(TimeSpan.FromMinutes(1));
        }

        await spans.WaitForAsync(span => span.DisplayName == "process note").WaitAsync(QueueHost.Patience);
        await host.Client.UnscheduleAsync("unknown");

        Assert.All(await host.Client.DeadLetters.ListAsync(), letter => Assert.Equal("note", letter.TaskName));
        Assert.NotEmpty(await host.Client.DeadLetters.ListAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Arguments_ThatMakeNoSense_AreRefusedBeforeAnythingIsWritten(bool onRedis)
    {
        await using var host = await StartAsync(_ => { }, onRedis);

        await RefusedAsync("expression", host.Client.ScheduleAsync("s", "* * * *", Double, 1));
        await RefusedAsync("expression", host.Client.ScheduleAsync("s", "0 0 30 feb *", Note, "x"));
        await RefusedAsync("expression", host.Client.ScheduleAsync("s", "@every 0s", Note, "x"));
        await RefusedAsync("id", host.Client.ScheduleAsync("two words", "@daily", Note, "x"));
        await RefusedAsync("id", host.Client.ScheduleAsync("", "@daily", Note, "x"));
        await RefusedAsync("TimeZone", host.Client.ScheduleAsync("s", "@daily", Note, "x", new() { TimeZone = "Europe/Nowhere" }));
        await RefusedAsync("ExpiresIn", host.Client.ScheduleAsync("s", "@daily", Note, "x", new() { ExpiresIn = TimeSpan.Zero }));
        await RefusedAsync("MaxScheduleDrift", host.Client.ScheduleAsync("s", "@daily", Note, "x", new() { MaxScheduleDrift = TimeSpan.FromSeconds(-1) }));
        await RefusedAsync("Priority", host.Client.ScheduleAsync("s", "@daily", Note, "x", new() { Priority = "very high" }));
        await RefusedAsync("Headers", host.Client.ScheduleAsync("s", "@daily", Note, "x", new() { Headers = new Dictionary<string, string> { ["a b"] = "" } }));
        await RefusedAsync("id", host.Client.UnscheduleAsync(""));

        Assert.Empty(await host.Client.ListSchedulesAsync());
    }

    private static async Task RefusedAsync(string parameter, Task call) =>
        Assert.Equal(parameter, (await Assert.ThrowsAnyAsync<ArgumentException>(() => call)).ParamName);

    private Task<QueueHost> StartAsync(Action<StreaqBuilder> set, bool onRedis, bool realTime = false) => QueueHost.StartAsync(
        set,
        onRedis ? redis.Server.ConnectionString : null,
        services: services =>
        {
            if (!realTime)
            {
                services.AddClock(_time);
            }
        });
}
