namespace Streaq.Instrumentation.Tests;

/// <summary>The arguments of the options' callbacks, and when they are called.</summary>
public sealed class EnrichTests
{
    private static readonly TaskDefinition<string, string> First = new("enrich.first");

    [Fact]
    public async Task EnrichWithTaskContext_AtTheEnd_ShowsBeforeTheProcessorsRun()
    {
        using var tracing = Tracing.Start(options => options.EnrichWithTaskContext = (activity, context) =>
            activity.SetTag("argument", context.Arguments).SetTag("outcome.seen", activity.GetTagItem("streaq.outcome")));

        var span = await EnrichedTask.RunAsync(tracing, _ => { });

        Assert.Equal(("body", "success"), (span.Tags["argument"], span.Tags["outcome.seen"]));
    }

    [Fact]
    public async Task EnrichWithTaskContext_OnAnEnqueue_IsNotCalled()
    {
        using var tracing = Tracing.Start(options => options.EnrichWithTaskContext = (activity, _) => activity.SetTag("enriched", true));

        await EnrichedTask.RunAsync(tracing, _ => { });

        Assert.False((await tracing.Spans.WaitForAsync("enqueue enrich.work")).Tags.ContainsKey("enriched"));
    }

    [Theory]
    [InlineData(false, TaskOutcome.Success)]
    [InlineData(true, TaskOutcome.Failure)]
    public async Task EnrichWithTaskContext_AtTheEnd_KnowsTheOutcome(bool fails, TaskOutcome outcome)
    {
        TaskOutcome? before = TaskOutcome.Expired;
        using var tracing = Tracing.Start(options => options.EnrichWithTaskContext = (activity, context) => activity.SetTag("outcome.seen", context.Outcome));

        var span = await EnrichedTask.RunAsync(tracing, context =>
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

        var process = await EnrichedTask.RunAsync(tracing, _ => throw operation switch
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
            streaq.Map(EnrichedTask.Work, (string _) => { });
            if (middleware)
            {
                streaq.UseEnqueue((context, next) =>
                {
                    context.Headers["tenant"] = "changed";
                    return next(context);
                });
            }
        });

        var handle = await host.Client.EnqueueAsync(EnrichedTask.Work, "body", new EnqueueOptions { Headers = new Dictionary<string, string> { ["tenant"] = "a" } });

        var span = await tracing.Spans.WaitForAsync("enqueue enrich.work");
        Assert.Equal(("body", middleware ? "changed" : "a", handle.Id), (span.Tags["argument"], span.Tags["header"], span.Tags["id"]));
    }

    [Fact]
    public async Task EnrichWithEnqueueContext_OfMany_GetsEach()
    {
        using var tracing = Tracing.Start(options => options.EnrichWithEnqueueContext = (activity, context) => activity.SetTag("argument", context.Arguments));
        await using var host = await QueueHost.StartAsync(streaq => streaq.Map(EnrichedTask.Work, (string _) => { }));

        await host.Client.EnqueueManyAsync(EnrichedTask.Work, ["a", "b"]);
        await host.Client.Pipeline(First, "c").Then(EnrichedTask.Work).EnqueueAsync();
        await host.Client.EnqueueAsync(EnrichedTask.Work, "d", new EnqueueOptions { Delay = TimeSpan.FromDays(1) });

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

        await EnrichedTask.RunAsync(tracing, _ => { }, options => options.TraceReceive = options.TraceAck = true);

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

        var span = await EnrichedTask.RunAsync(tracing, _ => throw new FormatException("bad"));

        Assert.Equal("bad", span.Tags["said"]);
    }

    [Fact]
    public async Task EnrichWithException_OnARetry_GetsItsCause()
    {
        using var tracing = Tracing.Start(options => options.EnrichWithException = (activity, e) => activity.SetTag("said", e.Message));

        var span = await EnrichedTask.RunAsync(tracing, _ => throw new StreaqRetryException("later", TimeSpan.FromDays(1), new FormatException("bad")));

        Assert.Equal("bad", span.Tags["said"]);
    }

    [Fact]
    public async Task EnrichWithException_OnSuccess_IsNotCalled()
    {
        using var tracing = Tracing.Start(options => options.EnrichWithException = (activity, _) => activity.SetTag("said", "?"));

        var span = await EnrichedTask.RunAsync(tracing, _ => { });

        Assert.False(span.Tags.ContainsKey("said"));
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

        var span = await EnrichedTask.RunAsync(tracing, _ => throw new FormatException("bad"));

        Assert.Equal("failure", span.Tags["streaq.outcome"]);
        Assert.Equal(["EnrichWithException", "EnrichWithTaskContext"], failures.Failures.Select(failure => failure[0]).Order());
    }
}
