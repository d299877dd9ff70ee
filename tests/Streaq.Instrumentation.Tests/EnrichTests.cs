namespace Streaq.Instrumentation.Tests;

public sealed class EnrichTests
{
    private static readonly TaskDefinition<string> Work = new("enrich.work");

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

    private static async Task<Span> RunAsync(Tracing tracing, Action<TaskContext> handler, Action<StreaqOptions>? options = null)
    {
        await using var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().Map(Work, (string _, TaskContext context) => handler(context)), options: options);
        await host.Client.EnqueueAsync(Work, "body");
        return await tracing.Spans.WaitForAsync("process enrich.work");
    }
}
