using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Streaq.Maintenance;
using Streaq.Storage;
using Streaq.Telemetry;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>Each firing is the root of its own trace.</summary>
public sealed class CronSpanContractTests : ContractTest
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Firing_OfASchedule_IsARootAboveItsAttempt()
    {
        await StartAsync(set: streaq => streaq.Cron("tick", "* * * * *", () => { }));

        await Time.PassAsync(Minute);
        var process = await SpanAsync("process tick");
        var firing = await SpanAsync("schedule tick");

        Assert.Equal(ActivityKind.Producer, firing.Kind);
        Assert.True(firing.IsRoot());
        Assert.Empty(firing.Links);
        Assert.True(process.IsChildOf(firing.Context));
        Assert.Equal([firing.SpanId], process.LinksOf("creation"));
        foreach (var span in new[] { firing, process })
        {
            Assert.Equal("cron", span.Tag("streaq.trigger"));
            Assert.Equal("* * * * *", span.Tag("streaq.cron.expression"));
            Assert.Equal("2026-01-01T00:01:00Z", span.Tag("streaq.cron.scheduled_time"));
            Assert.Equal("tick", span.Tag("streaq.task.name"));
            Assert.Equal(process.Tag("messaging.message.id"), span.Tag("messaging.message.id"));
        }

        Assert.Equal(("schedule", "send", "normal"), (firing.Tag("messaging.operation.name"), firing.Tag("messaging.operation.type"), firing.Tag("streaq.priority")));
    }

    /// <summary>As for any enqueue, the given context is sent then, and not that of the span.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Firing_OfAScheduleWithAContextInItsHeaders_IsAClientThatLinksIt(bool asked)
    {
        var given = ActivityContext.Parse("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", traceState: null);
        await StartAsync();
        await Client.ScheduleAsync("given", "* * * * *", Work, "ok", new ScheduleOptions
        {
            Headers = new Dictionary<string, string> { ["traceparent"] = $"00-{given.TraceId}-{given.SpanId}-01" },
        });

        await (asked ? Client.RunScheduleAsync("given") : (Task)Time.PassAsync(Minute));

        var firing = await SpanAsync("schedule work");
        Assert.Equal((ActivityKind.Client, true), (firing.Kind, firing.LinksOf("creation").Contains(given.SpanId)));
        Assert.Equal(given.TraceId, (await SpanAsync("process work")).TraceId);
    }

    [Fact]
    public async Task Firings_OfASchedule_AreChainedNeitherToEachOtherNorToTheStart()
    {
        using (var startup = Ambient())
        {
            await StartAsync(set: streaq => streaq.Cron("tick", "* * * * *", () => { }));
        }

        var seen = new HashSet<ActivityTraceId>();
        for (var i = 1; i <= 3; i++)
        {
            await Time.PassAsync(Minute);
            var slot = $"2026-01-01T00:0{i.ToString(CultureInfo.InvariantCulture)}:00Z";
            var process = await SpanAsync(span => span.Kind is ActivityKind.Consumer && Equals(span.Tag("streaq.cron.scheduled_time"), slot));
            var firing = await SpanAsync(span => span.DisplayName == "schedule tick" && span.TraceId == process.TraceId);

            Assert.True(firing.IsRoot());
            Assert.Empty(firing.Links);
            Assert.True(seen.Add(firing.TraceId));
        }
    }

    [Fact]
    public async Task Retry_OfAFiredTask_StaysInItsTraceAndKeepsItsSlot()
    {
        await StartAsync(set: streaq => streaq.Cron("tick", "* * * * *", (TaskContext context) =>
        {
            if (context.Attempt == 1)
            {
                throw new StreaqRetryException("Later.", TimeSpan.Zero);
            }
        }));

        await Time.PassAsync(Minute);
        var first = await SpanAsync(span => span.DisplayName == "process tick" && Equals(span.Tag("streaq.attempt"), 1));
        var second = await SpanAsync(span => span.DisplayName == "process tick" && Equals(span.Tag("streaq.attempt"), 2));

        Assert.Equal((first.TraceId, first.ParentSpanId), (second.TraceId, second.ParentSpanId));
        Assert.Equal(("retry", "2026-01-01T00:01:00Z"), (second.Tag("streaq.trigger"), second.Tag("streaq.cron.scheduled_time")));
    }

    [Fact]
    public async Task DynamicSchedule_PutInsideASpan_FiresOutsideOfIt()
    {
        await StartAsync();
        ActivityTraceId request;
        using (var ambient = Ambient())
        {
            request = ambient.TraceId;
            await Client.ScheduleAsync("every-two", "@every 2m", Work, "ok");
        }

        await Time.PassAsync(2 * Minute);
        var process = await SpanAsync("process work");

        Assert.NotEqual(request, process.TraceId);
        Assert.Equal("@every 2m", process.Tag("streaq.cron.expression"));
        var firing = await SpanAsync("schedule work");
        Assert.True(firing.IsRoot());
        Assert.Equal([(await SpanAsync("add_schedule work")).SpanId], firing.LinksOf("schedule"));
    }

    [Fact]
    public async Task DynamicSchedule_Put_IsAClientSpanUnderTheCaller()
    {
        await StartAsync();
        using var ambient = Ambient();

        await Client.ScheduleAsync("yearly", "0 0 1 6 *", Work, "ok");

        var span = await SpanAsync("add_schedule work");
        Assert.Equal(ActivityKind.Client, span.Kind);
        Assert.True(span.IsChildOf(ambient.Context));
        Assert.Equal(("add_schedule", "work"), (span.Tag("messaging.operation.name"), span.Tag("streaq.task.name")));
        Assert.Same(ambient, Activity.Current);
    }

    /// <summary>The caller sees the whole effect in one trace. Firings of the timetable stay roots.</summary>
    [Fact]
    public async Task Schedule_RunInsideASpan_IsBelowItAndAboveItsAttempt()
    {
        await StartAsync();
        await Client.ScheduleAsync("yearly", "0 0 1 6 *", Work, "ok");
        using var ambient = Ambient();

        await Client.RunScheduleAsync("yearly");
        var process = await SpanAsync("process work");
        var firing = await SpanAsync("schedule work");

        Assert.True(firing.IsChildOf(ambient.Context));
        Assert.True(process.IsChildOf(firing.Context));
        Assert.Equal([firing.SpanId], process.LinksOf("creation"));
        Assert.Equal(("cron", "0 0 1 6 *"), (process.Tag("streaq.trigger"), process.Tag("streaq.cron.expression")));
        Assert.Equal("2026-01-01T00:00:00Z", firing.Tag("streaq.cron.scheduled_time"));
        Assert.Same(ambient, Activity.Current);
    }

    [Fact]
    public async Task TraceModeNone_OfTheTask_CarriesNothing()
    {
        await StartAsync();
        await Client.ScheduleAsync("every-two", "@every 2m", new TaskDefinition<string>("work") { Trace = TraceMode.None }, "ok");

        await Time.PassAsync(2 * Minute);
        var process = await SpanAsync("process work");

        Assert.True(process.IsRoot());
        Assert.Empty(process.Links);
    }

    [Fact]
    public async Task Traceparent_AmongTheHeaders_IsLeftAsItIs()
    {
        await StartAsync();
        const string Given = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        await Client.ScheduleAsync(
            "every-two", "@every 2m", Work, "ok", new ScheduleOptions { Headers = new Dictionary<string, string> { ["traceparent"] = Given } });

        await Time.PassAsync(2 * Minute);

        Assert.Equal("0af7651916cd43dd8448eb211c80319c", (await SpanAsync("process work")).TraceId.ToHexString());
    }

    [Fact]
    public async Task Firing_TooLate_IsASpanWithoutATask()
    {
        using var metrics = new MetricLog(Queue);
        // The span that is current where the duty runs is no parent.
        using var ambient = Ambient();
        await using var bench = await StoreBench.OpenAsync(Queue, redis: null, Time, static (_, _) => Task.CompletedTask, NullLogger.Instance);
        var hourly = new ScheduleDefinition
        {
            Id = "hourly",
            Expression = "0 * * * *",
            MaxDrift = TimeSpan.FromSeconds(59),
            TaskName = "tick",
            Body = "null"u8.ToArray(),
            Priority = "normal",
        };
        await bench.Store.Schedules.PutAsync(hourly, Time.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds(), CancellationToken.None);
        Time.Advance(TimeSpan.FromMinutes(61));
        await new FireSchedules([], new CronTelemetry(bench.Telemetry), Time, NullLogger.Instance).RunOnceAsync(bench.Store, CancellationToken.None);

        var dropped = await SpanAsync("drop tick");

        Assert.Equal(ActivityKind.Client, dropped.Kind);
        Assert.True(dropped.IsRoot());
        Assert.Equal(("0 * * * *", "2026-01-01T01:00:00Z"), (dropped.Tag("streaq.cron.expression"), dropped.Tag("streaq.cron.scheduled_time")));
        Assert.Null(dropped.Tag("messaging.message.id"));
        Assert.Single(Spans.Stopped);
        Assert.Equal(0, (await bench.Store.CountAsync(["normal"], CancellationToken.None)).Ready["normal"]);
        Assert.Equal(1, metrics.Sum("streaq.cron.dropped"));
        Assert.Empty(metrics.Of("streaq.cron.delay"));
    }

    [Fact]
    public async Task Delay_OfAFiring_IsMeasuredInSeconds()
    {
        using var metrics = new MetricLog(Queue);
        await StartAsync(set: streaq => streaq.Cron("tick", "* * * * *", () => { }));

        await Time.PassAsync(Minute);
        await SpanAsync("schedule tick");

        var measured = Assert.Single(metrics.Of("streaq.cron.delay"));
        Assert.Equal(("s", 0, "tick"), (measured.Unit, measured.Value, measured.Tags["streaq.task.name"]));
        Assert.Single(metrics.Of("messaging.client.sent.messages"));
    }
}
