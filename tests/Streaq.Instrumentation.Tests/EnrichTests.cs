namespace Streaq.Instrumentation.Tests;

public sealed class EnrichTests
{
    private static readonly TaskDefinition<string> Work = new("enrich.work");
    private static readonly TaskDefinition<string, string> First = new("enrich.first");

    [Fact]
    public async Task EnrichWithTaskContext_AtTheEnd_ShowsBeforeTheProcessorsRun()
    {
        using var tracing = Tracing.Start(options => options.EnrichWithTaskContext = (activity, context) =>
            activity.SetTag("argument", context.Arguments).SetTag("outcome.seen", activity.GetTagItem("streaq.outcome")));

        var span = await RunAsync(tracing, _ => { });

        Assert.Equal(("body", "success"), (span.Tags["argument"], span.Tags["outcome.seen"]));
    }

    [Fact]
    public async Task EnrichWithTaskContext_OnAnEnqueue_IsNotCalled()
    {
        using var tracing = Tracing.Start(options => options.EnrichWithTaskContext = (activity, _) => activity.SetTag("enriched", true));

        await RunAsync(tracing, _ => { });

        Assert.False((await tracing.Spans.WaitForAsync("enqueue enrich.work")).Tags.ContainsKey("enriched"));
    }

    [Theory]
    [InlineData(false, TaskOutcome.Success)]
    [InlineData(true, TaskOutcome.Failure)]
    public async Task EnrichWithTaskContext_AtTheEnd_KnowsTheOutcome(bool fails, TaskOutcome outcome)
    {
        TaskOutcome? before = TaskOutcome.Expired;
        using var tracing = Tracing.Start(options => options.EnrichWithTaskContext = (activity, context) => activity.SetTag("outcome.seen", context.Outcome));

        var span = await RunAsync(tracing, context =>
        {
            before = context.Outcome;
            if (fails)
            {
                throw new FormatException("bad");
            }
        });

        Assert.Null(before);
        Assert.Equal(outcome, span.Tags["outcome.seen"]);
    }

    [Theory]
    [InlineData("retry")]
    [InlineData("snooze")]
    [InlineData("dead_letter")]
    public async Task EnrichWithSettlement_OfEach_GetsTheAttempt(string operation)
    {
        using var tracing = Tracing.Start(options => options.EnrichWithSettlement = (activity, context) => activity.SetTag("argument", context.Arguments));

        var process = await RunAsync(tracing, _ => throw operation switch
        {
            "retry" => new StreaqRetryException("later", TimeSpan.FromDays(1)),
            "snooze" => new StreaqSnoozeException(TimeSpan.FromDays(1)),
            _ => new FormatException("bad"),
        });

        Assert.Equal("body", (await tracing.Spans.WaitForAsync($"{operation} enrich.work")).Tags["argument"]);
        Assert.False(process.Tags.ContainsKey("argument"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EnrichWithEnqueueContext_OfAnEnqueue_GetsWhatMiddlewareLeft(bool middleware)
    {
        using var tracing = Tracing.Start(options => options.EnrichWithEnqueueContext = (activity, context) =>
            activity.SetTag("argument", context.Arguments).SetTag("header", context.Headers["tenant"]).SetTag("id", context.TaskId));
        await using var host = await QueueHost.StartAsync(streaq =>
        {
            streaq.Map(Work, (string _) => { });
            if (middleware)
            {
                streaq.UseEnqueue((context, next) =>
                {
                    context.Headers["tenant"] = "changed";
                    return next(context);
                });
            }
        });

        var handle = await host.Client.EnqueueAsync(Work, "body", new EnqueueOptions { Headers = new Dictionary<string, string> { ["tenant"] = "a" } });

        var span = await tracing.Spans.WaitForAsync("enqueue enrich.work");
        Assert.Equal(("body", middleware ? "changed" : "a", handle.Id), (span.Tags["argument"], span.Tags["header"], span.Tags["id"]));
    }

    [Fact]
    public async Task EnrichWithEnqueueContext_OfMany_GetsEach()
    {
        using var tracing = Tracing.Start(options => options.EnrichWithEnqueueContext = (activity, context) => activity.SetTag("argument", context.Arguments));
        await using var host = await QueueHost.StartAsync(streaq => streaq.Map(Work, (string _) => { }));

        await host.Client.EnqueueManyAsync(Work, ["a", "b"]);
        await host.Client.Pipeline(First, "c").Then(Work).EnqueueAsync();
        await host.Client.EnqueueAsync(Work, "d", new EnqueueOptions { Delay = TimeSpan.FromDays(1) });

        Assert.Equal(
            [("create enrich.work", "a"), ("create enrich.work", "b"), ("enqueue enrich.first", "c"), ("schedule enrich.work", "d")],
            tracing.Spans.Ended.Where(span => span.Tags.GetValueOrDefault("argument") is not null).Select(span => (span.Name, (string)span.Tags["argument"]!)).Order());
        Assert.False((await tracing.Spans.WaitForAsync($"enqueue {host.Queue}")).Tags.ContainsKey("argument"));
    }

    [Fact]
    public async Task EnrichWithTaskSpan_OfEverySpan_IsCalledAfterTheOthers()
    {
        using var tracing = Tracing.Start(options =>
        {
            options.EnrichWithTaskContext = (activity, _) => activity.SetTag("by", "context");
            options.EnrichWithTaskSpan = (activity, span) =>
                activity.SetTag("by", $"{activity.GetTagItem("by")} span".Trim()).SetTag("saw", $"{span.Operation} {span.Outcome} {span.TaskCount}").SetTag("worker", span.Worker);
        });

        await RunAsync(tracing, _ => { }, options => options.TraceReceive = options.TraceAck = true);

        Assert.Equal(
            [("ack", "span", "ack  1"), ("enqueue", "span", "enqueue"), ("process", "context span", "process Success"), ("receive", "span", "receive  1")],
            tracing.Spans.Ended.Select(span => ((string)span.Tags["messaging.operation.name"]!, (string)span.Tags["by"]!, ((string)span.Tags["saw"]!).TrimEnd())).Order());
        Assert.All(
            tracing.Spans.Ended, span => Assert.Equal(span.Tags.GetValueOrDefault("messaging.client.id"), span.Tags.GetValueOrDefault("worker")));
    }

    [Fact]
    public async Task EnrichWithException_OnAFailure_GetsTheException()
    {
        using var tracing = Tracing.Start(options => options.EnrichWithException = (activity, e) => activity.SetTag("said", e.Message));

        var span = await RunAsync(tracing, _ => throw new FormatException("bad"));

        Assert.Equal("bad", span.Tags["said"]);
    }

    [Fact]
    public async Task EnrichWithException_OnARetry_GetsWhatMadeItNecessary()
    {
        using var tracing = Tracing.Start(options => options.EnrichWithException = (activity, e) => activity.SetTag("said", e.Message));

        var span = await RunAsync(tracing, _ => throw new StreaqRetryException("later", TimeSpan.FromDays(1), new FormatException("bad")));

        Assert.Equal("bad", span.Tags["said"]);
    }

    [Fact]
    public async Task EnrichWithException_OnSuccess_IsNotCalled()
    {
        using var tracing = Tracing.Start(options => options.EnrichWithException = (activity, _) => activity.SetTag("said", "?"));

        var span = await RunAsync(tracing, _ => { });

        Assert.False(span.Tags.ContainsKey("said"));
    }

    [Theory]
    [InlineData(false, false, 0)]
    [InlineData(true, false, 1)]
    [InlineData(false, true, 1)]
    [InlineData(true, true, 1)]
    public async Task RecordException_HereAndInTheCore_AddsOneEvent(bool here, bool core, int events)
    {
        using var tracing = Tracing.Start(options => options.RecordException = here);

        var span = await RunAsync(tracing, _ => throw new FormatException("bad"), options => options.RecordException = core);

        Assert.Equal(events, span.Events.Count(e => e.Name == "exception"));
    }

    [Fact]
    public async Task RecordException_OfTwoProviders_AddsOneEvent()
    {
        using var first = Tracing.Start(options => options.RecordException = true);
        using var second = Tracing.Start(options => options.RecordException = true);

        var span = await RunAsync(second, _ => throw new FormatException("bad"));

        var tags = Assert.Single(span.Events).Tags.ToDictionary(tag => tag.Key, tag => tag.Value);
        Assert.Equal(("System.FormatException", "bad"), (tags["exception.type"], tags["exception.message"]));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task RecordException_ThatTheHandlerRecordedFirst_AddsOneEvent(bool core, bool withOpenTelemetry)
    {
        using var tracing = Tracing.Start(options => options.RecordException = !core);

        var span = await RunAsync(
            tracing,
            context =>
            {
                var error = new OddException<int>("bad");
                if (withOpenTelemetry)
                {
#pragma warning disable CS0618 // Many applications still call it.
                    OpenTelemetry.Trace.ActivityExtensions.RecordException(context.Activity, error);
#pragma warning restore CS0618
                }
                else
                {
                    context.Activity!.AddException(error);
                }

                throw error;
            },
            options => options.RecordException = core);

        Assert.Single(span.Events);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RecordException_ThatACallbackRecordsToo_AddsOneEvent(bool core)
    {
        using var tracing = Tracing.Start(options =>
        {
            options.RecordException = !core;
            options.EnrichWithException = StreaqTelemetry.RecordException;
        });

        var span = await RunAsync(tracing, _ => throw new FormatException("bad"), options => options.RecordException = core);

        Assert.Single(span.Events);
    }

    [Fact]
    public async Task RecordException_BesideAnotherException_AddsTheFinalOne()
    {
        using var tracing = Tracing.Start(options => options.RecordException = true);

        var span = await RunAsync(tracing, context =>
        {
            context.Activity!.AddException(new TimeoutException("first try"));
            throw new FormatException("bad");
        });

        Assert.Equal(2, span.Events.Count);
    }

    [Fact]
    public async Task Enrichment_Throws_LeavesTaskAndSpanAsTheyAre()
    {
        using var failures = new FailureLog();
        using var tracing = Tracing.Start(options =>
        {
            options.EnrichWithTaskContext = (_, _) => throw new InvalidOperationException("no context");
            options.EnrichWithException = (_, _) => throw new InvalidOperationException("no exception");
        });

        var span = await RunAsync(tracing, _ => throw new FormatException("bad"));

        Assert.Equal("failure", span.Tags["streaq.outcome"]);
        Assert.Equal(["EnrichWithException", "EnrichWithTaskContext"], failures.Failures.Select(failure => failure[0]).Order());
    }

    private sealed class OddException<T>(string message) : Exception(message);

    private static async Task<Span> RunAsync(Tracing tracing, Action<TaskContext> handler, Action<StreaqOptions>? options = null)
    {
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Work, (string _, TaskContext context) => handler(context)), options: options);
        await host.Client.EnqueueAsync(Work, "body");
        return await tracing.Spans.WaitForAsync("process enrich.work");
    }
}
