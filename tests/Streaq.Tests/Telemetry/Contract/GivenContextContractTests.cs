using System.Diagnostics;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>A context that the application gives a task means that the task was created there. The enqueue only sends it.</summary>
public sealed class GivenContextContractTests : ContractTest
{
    private static readonly ActivityContext Creation =
        ActivityContext.Parse("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", traceState: null);

    private static readonly EnqueueOptions Given = new()
    {
        // A framework may spell it like this.
        Headers = new Dictionary<string, string> { ["TraceParent"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" },
    };

    [Fact]
    public async Task Enqueue_WithAContext_IsAClientSpanThatLinksIt()
    {
        await StartAsync();

        var handle = await Client.EnqueueAsync(Work, "ok", Given);

        var span = await SpanAsync("enqueue work");
        Assert.Equal(ActivityKind.Client, span.Kind);
        Assert.Equal([Creation.SpanId], span.LinksOf("creation"));
        Assert.True((await ProcessAsync(handle.Id)).IsChildOf(Creation));
    }

    [Fact]
    public async Task Batch_WithAContext_IsOneClientSpanThatLinksIt()
    {
        await StartAsync();

        await Client.EnqueueManyAsync(Work, ["ok", "ok"], Given);

        var span = await SpanAsync($"enqueue {Queue}");
        Assert.Equal(ActivityKind.Client, span.Kind);
        Assert.Equal([Creation.SpanId], span.LinksOf("creation"));
        Assert.Empty(Spans.Named("create work"));
    }

    /// <summary>The span has started before the middleware, so its kind can't change.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Enqueue_WithAContextOfAMiddleware_LinksIt(bool many)
    {
        await StartAsync(set: streaq => streaq.UseEnqueue((context, next) =>
        {
            context.Headers["traceparent"] = $"00-{Creation.TraceId}-{Creation.SpanId}-01";
            return next(context);
        }));

        await (many ? Client.EnqueueManyAsync(Work, ["ok"]) : (Task)Client.EnqueueAsync(Work, "ok"));

        var span = await SpanAsync(many ? "create work" : "enqueue work");
        Assert.Equal((ActivityKind.Producer, Creation.SpanId), (span.Kind, Assert.Single(span.LinksOf("creation"))));
        Assert.True((await SpanAsync("process work")).IsChildOf(Creation));
    }

    [Fact]
    public async Task Enqueue_WithAContextThatCannotBeRead_IsAProducer()
    {
        await StartAsync();

        await Client.EnqueueAsync(Work, "ok", new EnqueueOptions { Headers = new Dictionary<string, string> { ["traceparent"] = "nonsense" } });

        var span = await SpanAsync("enqueue work");
        Assert.Equal(ActivityKind.Producer, span.Kind);
        Assert.Empty(span.Links);
    }
}
