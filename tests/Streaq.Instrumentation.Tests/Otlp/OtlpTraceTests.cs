using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;

namespace Streaq.Instrumentation.Tests.Otlp;

/// <summary>What a collector gets, field by field: Span { trace_id = 1, span_id = 2, parent_span_id = 4, name = 5, kind = 6, attributes = 9, events = 11, links = 13, status = 15 }.</summary>
[Collection(RedisCollection.Name)]
public sealed class OtlpTraceTests(RedisFixture redis)
{
    private const ulong Producer = 4;
    private const ulong Consumer = 5;

    private static readonly TaskDefinition<int, int> Double = new("otlp.double");

    [Fact]
    public async Task Trace_OfRequestEnqueueAndRetriedTask_ArrivesAsOne()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var spans = await RunAsync(receiver);

        var request = Assert.Single(spans, span => span.Text(5) == "POST /orders");
        var enqueue = Assert.Single(spans, span => span.Text(5) == "enqueue otlp.double");
        var attempts = spans.Where(span => span.Text(5) == "process otlp.double").OrderBy(span => span.Attributes(9)["streaq.attempt"]).ToArray();
        Assert.Equal(2, attempts.Length);
        Assert.All(spans, span => Assert.Equal(request.Hex(1), span.Hex(1)));
        Assert.Equal((request.Hex(2), Producer), (enqueue.Hex(4), enqueue.Number(6)));
        Assert.All(attempts, attempt => Assert.Equal((enqueue.Hex(2), Consumer), (attempt.Hex(4), attempt.Number(6))));

        Assert.Contains(attempts[0].Messages(13), link => link.Hex(2) == enqueue.Hex(2));
        Assert.Contains(attempts[1].Messages(13), link => link.Hex(2) == attempts[0].Hex(2));
    }

    [Fact]
    public async Task Attempt_Exported_HasTheDocumentedAttributesAndStatus()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var spans = await RunAsync(receiver);

        var failed = Assert.Single(spans, span => span.Text(5) == "process otlp.double" && span.Attributes(9)["streaq.attempt"] is 1L);
        var attributes = failed.Attributes(9);
        Assert.Equal("streaq", attributes["messaging.system"]);
        Assert.Equal("process", attributes["messaging.operation.name"]);
        Assert.Equal("process", attributes["messaging.operation.type"]);
        Assert.Equal("otlp.double", attributes["streaq.task.name"]);
        Assert.Equal("retry", attributes["streaq.outcome"]);
        Assert.Equal("retry", attributes["streaq.retry.decision"]);
        Assert.Equal("System.FormatException", attributes["error.type"]);
        Assert.Equal(3L, attributes["streaq.max_attempts"]);
        Assert.Equal("normal", attributes["streaq.priority"]);
        Assert.IsType<double>(attributes["streaq.queue_time"]);
        Assert.Equal("21", attributes["enriched"]);
        // Status { message = 2, code = 3 }; 2 is ERROR.
        Assert.Equal(("bad", 2UL), (failed.Message(15).Text(2), failed.Message(15).Number(3)));
        // Event { name = 2, attributes = 3 }.
        Assert.Equal(("exception", "bad"), (failed.Message(11).Text(2), failed.Message(11).Attributes(3)["exception.message"]));
    }

    [Fact]
    public async Task Scope_Exported_NamesStreaqAndItsVersion()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await RunAsync(receiver);

        // ScopeSpans { scope = 1 }, InstrumentationScope { name = 1, version = 2 }.
        var scope = receiver.Spans.First(pair => pair.Span.Text(5) == "enqueue otlp.double").Scope;
        Assert.Equal(("Streaq", StreaqTelemetry.Version), (scope.Message(1).Text(1), scope.Message(1).Text(2)));
    }

    private async Task<IReadOnlyList<ProtoMessage>> RunAsync(OtlpReceiver receiver)
    {
        using var source = new ActivitySource("Web");
        using var provider = Sdk.CreateTracerProviderBuilder()
            .AddStreaqInstrumentation(options =>
            {
                options.RecordException = true;
                options.EnrichWithTaskContext = (activity, context) => activity.SetTag("enriched", context.Arguments!.ToString());
            })
            .AddSource("Web")
            .AddOtlpExporter(otlp => (otlp.Protocol, otlp.Endpoint) = (OtlpExportProtocol.HttpProtobuf, receiver.Traces))
            .Build();
        await using (var host = await QueueHost.StartAsync(
            streaq => streaq.AddWorker().UseRetry(retry => retry.BaseDelay = TimeSpan.Zero).Map(
                Double, (int x, TaskContext context) => context.Attempt == 1 ? throw new FormatException("bad") : x * 2),
            redis.Server.ConnectionString))
        {
            using var request = source.StartActivity("POST /orders", ActivityKind.Server);
            var handle = await host.Client.EnqueueAsync(Double, 21);
            Assert.Equal(42, await handle.ResultAsync(QueueHost.Patience));
        }

        // The exporter may already be sending in the background. A flush does not wait for that.
        provider.ForceFlush();
        return await receiver.WaitForSpansAsync(
            spans => spans.Count(span => span.Text(5) == "process otlp.double") == 2 && spans.Any(span => span.Text(5) == "POST /orders"));
    }
}
