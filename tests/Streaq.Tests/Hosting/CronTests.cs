using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Tests.Hosting;

[Collection(RedisCollection.Name)]
public sealed class CronTests(RedisFixture redis)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly FakeTime _time = new();

    [Fact]
    public async Task Handler_OfACron_GetsServicesContextAndToken()
    {
        var seen = new TaskCompletionSource<(string Greeting, TaskContext Context, bool CanBeCancelled)>();
        await using var host = await StartAsync(streaq => streaq
            .Cron("greet", "* * * * *", (Greeting greeting, TaskContext context, CancellationToken ct) => seen.SetResult((greeting.Text, context, ct.CanBeCanceled)))
            .WithTimeout(TimeSpan.FromSeconds(5)).WithPriority("high").WithMaxAttempts(7).WithResultTtl(TimeSpan.Zero).WithTimeZone("Europe/Berlin"));

        await _time.PassAsync(Minute);
        var (greeting, context, canBeCancelled) = await seen.Task.WaitAsync(QueueHost.Patience);

        Assert.Equal(("hello", true), (greeting, canBeCancelled));
        Assert.Equal(("greet", "high", 7, null), (context.TaskName, context.Priority, context.MaxAttempts, context.Arguments));
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 1, 0, TimeSpan.Zero), context.ScheduledFor);
    }

    [Fact]
    public async Task Handler_ThatFails_BecomesADeadLetterAndTheScheduleGoesOn()
    {
        var runs = new ConcurrentQueue<DateTimeOffset>();
        var third = new TaskCompletionSource();
        await using var host = await StartAsync(streaq => streaq.Cron("fails", "* * * * *", async (TaskContext context) =>
        {
            await Task.Yield();
            runs.Enqueue(context.ScheduledFor!.Value);
            if (runs.Count == 3)
            {
                third.SetResult();
            }

            throw new InvalidOperationException("It broke.");
        }));

        for (var i = 0; i < 3; i++)
        {
            await _time.PassAsync(Minute);
        }

        await third.Task.WaitAsync(QueueHost.Patience);
        Assert.Equal([1, 2, 3], runs.Select(run => run.Minute).Order());
    }

    [Fact]
    public async Task Backlog_OfAPause_IsDroppedExceptWithinTheDrift()
    {
        var runs = new ConcurrentQueue<int>();
        var last = new TaskCompletionSource();
        await using var host = await StartAsync(streaq => streaq.AddWorker(worker => worker.Concurrency = 1)
            .Cron("tick", "* * * * *", (TaskContext context) =>
            {
                runs.Enqueue(context.ScheduledFor!.Value.Minute);
                if (context.ScheduledFor!.Value.Minute == 10)
                {
                    last.SetResult();
                }
            }).WithMaxScheduleDrift(TimeSpan.FromSeconds(90)));
        using var metrics = new MetricLog(host.Queue);
        await host.Client.PauseAsync();

        for (var i = 0; i < 10; i++)
        {
            await _time.PassAsync(Minute);
        }

        // The duty sleeps again when the last slot has fired.
        await _time.TimerSetAsync(due => due == Minute).WaitAsync(QueueHost.Patience);
        await host.Client.ResumeAsync();
        await last.Task.WaitAsync(QueueHost.Patience);

        await host.StopAsync();
        Assert.Equal([9, 10], runs);
        Assert.Equal(8, metrics.Sum("streaq.cron.dropped"));
    }

    /// <summary>With Redis's real clock, the slot of each second fires once, on whichever worker.</summary>
    [Fact]
    public async Task TwoWorkers_OnRedis_RunEverySlotOnce()
    {
        var queue = $"test-{Guid.NewGuid():N}";
        var runs = new ConcurrentQueue<DateTimeOffset>();
        var enough = new TaskCompletionSource();
        void Set(StreaqBuilder streaq) => streaq.AddWorker().Cron("tick", "* * * * * *", (TaskContext context) =>
        {
            runs.Enqueue(context.ScheduledFor!.Value);
            if (runs.Count == 4)
            {
                enough.SetResult();
            }
        });
        await using var one = await QueueHost.StartAsync(Set, redis.Server.ConnectionString, queue: queue);
        await using var other = await QueueHost.StartAsync(Set, redis.Server.ConnectionString, queue: queue);

        await enough.Task.WaitAsync(QueueHost.Patience);
        await one.StopAsync();
        await other.StopAsync();

        var slots = runs.Order().ToList();
        Assert.Equal(slots.Distinct(), slots);
        Assert.Equal(Enumerable.Range(0, slots.Count).Select(i => slots[0].AddSeconds(i)), slots);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Declared_ByAWorker_IsListed(bool onRedis)
    {
        await using var host = await StartAsync(
            streaq => streaq.Cron("reports.yearly", "0 3 1 jul *", () => { }).WithTimeZone("Europe/Berlin").WithMaxScheduleDrift(Minute).WithExpiresIn(2 * Minute), onRedis);
        // The worker has declared the schedule when it sleeps.
        await _time.TimerSetAsync(wait => wait == TimeSpan.FromMinutes(5)).WaitAsync(QueueHost.Patience);

        var report = Assert.Single(await host.Client.ListSchedulesAsync());
        Assert.Equal(("reports.yearly", "reports.yearly", "0 3 1 jul *", "Europe/Berlin"), (report.Id, report.TaskName, report.Expression, report.TimeZone));
        Assert.Equal((Minute, "normal", true, null), (report.MaxScheduleDrift, report.Priority, report.IsDeclared, report.LastAt));
        Assert.Equal(2 * Minute, report.ExpiresIn);
        Assert.InRange(report.NextAt - report.DeclaredAt!.Value, TimeSpan.Zero, TimeSpan.FromDays(366));
        Assert.Equal(3, TimeZoneInfo.ConvertTime(report.NextAt, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")).Hour);
        Assert.False(await host.Client.UnscheduleAsync("reports.yearly"));
        await Assert.ThrowsAsync<ArgumentException>("id", () => host.Client.ScheduleAsync("reports.yearly", "@daily", new TaskDefinition<int>("any"), 1));
    }

    [Theory]
    [InlineData("0 0 30 2 *")]
    [InlineData("every day")]
    public void Expression_ThatMakesNoSense_IsRefusedAtRegistration(string expression) => Refuse<ArgumentException>(
        streaq => streaq.Cron("tick", expression, () => { }), parameter: nameof(expression));

    [Fact]
    public void Name_ThatBreaksTheRules_IsRefused() => Refuse<ArgumentException>(streaq => streaq.Cron("two words", "@daily", () => { }), "name");

    [Fact]
    public void TimeZone_ThatIsUnknown_IsRefused() =>
        Refuse<ArgumentException>(streaq => streaq.Cron("tick", "@daily", () => { }).WithTimeZone("Europe/Nowhere"), "timeZone");

    [Fact]
    public void Drift_ThatIsNegative_IsRefused() => Refuse<ArgumentOutOfRangeException>(
        streaq => streaq.Cron("tick", "@daily", () => { }).WithMaxScheduleDrift(TimeSpan.FromTicks(-1)), "drift");

    [Fact]
    public void Expiry_ShorterThanAMillisecond_IsRefused() => Refuse<ArgumentOutOfRangeException>(
        streaq => streaq.Cron("tick", "@daily", () => { }).WithExpiresIn(TimeSpan.Zero), "time");

    [Fact]
    public void Priority_ThatBreaksTheRules_IsRefused() =>
        Refuse<ArgumentException>(streaq => streaq.Cron("tick", "@daily", () => { }).WithPriority("very high"), "priority");

#pragma warning disable STRQ001 // The test is about this mistake.
    [Fact]
    public void Handler_WithAResultOfItsOwn_IsRefused() => Refuse<ArgumentException>(streaq => streaq.Cron("tick", "@daily", () => 42), "handler");
#pragma warning restore STRQ001

    [Fact]
    public void Name_ThatIsTaken_IsRefused()
    {
        var streaq = new ServiceCollection().AddStreaq(_ => { });
        streaq.Cron("tick", "@daily", () => { });

        Assert.Throws<InvalidOperationException>(() => streaq.Cron("tick", "@hourly", () => { }));
    }

    [Fact]
    public async Task Handler_WithAnUnknownService_IsRefusedAtStart()
    {
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            QueueHost.StartAsync(streaq => streaq.AddWorker().Cron("tick", "@daily", (Uri missing) => { })));

        Assert.Contains("'tick'", e.Message);
        Assert.Contains("'missing'", e.Message);
        Assert.DoesNotContain("NoArgument", e.Message);
    }

    private static void Refuse<TException>(Action<StreaqBuilder> register, string parameter) where TException : ArgumentException =>
        Assert.Throws<TException>(parameter, () => register(new ServiceCollection().AddStreaq(_ => { })));

    private Task<QueueHost> StartAsync(Action<StreaqBuilder> set, bool onRedis = false) => QueueHost.StartAsync(
        streaq => set(streaq.AddWorker(worker => worker.LeaseDuration = TimeSpan.FromDays(1))),
        onRedis ? redis.Server.ConnectionString : null,
        services: services =>
        {
            services.AddClock(_time);
            services.AddScoped<Greeting>();
        });

    private sealed class Greeting
    {
        public string Text { get; } = "hello";
    }
}
