using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Streaq.Deploy.Tests.Prometheus;

namespace Streaq.Instrumentation.Tests.Otlp;

/// <summary>The programs of samples/OpenTelemetry, a Redis between them, and one trace at the collector.</summary>
[Collection(RedisCollection.Name)]
[Trait("Category", "Slow")]
public sealed partial class TwoProcessesTests(RedisFixture redis)
{
    [Fact]
    public async Task Request_ThatEnqueues_IsOneTraceWithTheWorkersAttempts()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var environment = Environment(receiver);
        await using var worker = await SampleProcess.StartAsync("samples/OpenTelemetry/Shop.Worker", "Application started", environment);
        await using var web = await SampleProcess.StartAsync("samples/OpenTelemetry/Shop.Web", "Now listening on: ", environment);

        using var http = new HttpClient { BaseAddress = new Uri(web.ReadyLine.Split("Now listening on: ")[1]) };
        http.DefaultRequestHeaders.Add("X-Tenant", "north");
        using var response = await http.PostAsJsonAsync("/orders", new { customer = "ann", item = "lamp", count = 2 });
        var trace = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("traceId").GetString();

        // Two processes export independently: the last span to arrive may be any of these.
        string[] awaited = ["POST /orders", "enqueue orders.confirm", "price order", "process orders.confirm", "process orders.confirm", "process receipts.send"];
        var spans = await receiver.WaitForSpansAsync(all => awaited.SequenceEqual(all.Select(span => span.Text(5)).Where(awaited.Contains).Order()));
        var request = Assert.Single(spans, span => span.Text(5) == "POST /orders");
        var enqueue = Assert.Single(spans, span => span.Text(5) == "enqueue orders.confirm");
        var attempts = spans.Where(span => span.Text(5) == "process orders.confirm").ToList();
        var receipt = Assert.Single(spans, span => span.Text(5) == "process receipts.send");
        var ofHandler = Assert.Single(spans, span => span.Text(5) == "price order");
        Assert.Equal(request.Hex(2), enqueue.Hex(4));
        Assert.Equal(2, attempts.Count);
        Assert.All(attempts, attempt => Assert.Equal((enqueue.Hex(2), "lamp"), (attempt.Hex(4), attempt.Attributes(9)["streaq.argument.Item"])));
        Assert.Equal("north", receipt.Attributes(9)["tenant"]);
        Assert.Equal(Assert.Single(attempts, attempt => attempt.Attributes(9)["streaq.attempt"] is 2L).Hex(2), ofHandler.Hex(4));
        Assert.All([request, enqueue, .. attempts, ofHandler, receipt], span => Assert.Equal(trace, span.Hex(1)));
    }

    /// <summary>The first attempt fails, so the worker keeps the trace. The web application learns of that and keeps its part.</summary>
    [Fact]
    public async Task TraceStore_OfTwoProcesses_HasAllThatTheyExported()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var environment = Environment(receiver);
        await using var worker = await SampleProcess.StartAsync("samples/OpenTelemetry/Shop.Worker", "Application started", environment);
        await using var web = await SampleProcess.StartAsync("samples/OpenTelemetry/Shop.Web", "Now listening on: ", environment);
        using var http = new HttpClient { BaseAddress = new Uri(web.ReadyLine.Split("Now listening on: ")[1]) };
        using var response = await http.PostAsJsonAsync("/orders", new { customer = "ann", item = "lamp", count = 2 });
        var trace = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("traceId").GetString()!;
        await receiver.WaitForSpansAsync(all => all.Any(span => span.Text(5) == "process receipts.send"));

        await worker.StopAsync();
        await web.StopAsync();

        await using var desk = await QueueHost.StartAsync(_ => { }, redis.Server.ConnectionString, queue: environment["Queue"]);
        var kept = Assert.Single(await desk.Client.Traces.FindAsync([trace]));
        var exported = receiver.Spans.Select(pair => pair.Span).Where(span => span.Hex(1) == trace);
        Assert.Equal(
            exported.Select(span => (span.Hex(2), span.Text(5))).Order(), kept.Spans.Select(span => (span.SpanId, span.Name)).Order());
        Assert.Equal(["shop-web", "shop-worker"], kept.Spans.Select(span => span.Service).Distinct().Order());
        // The sample's middleware puts the argument on spans for its backend. The trace store does not keep that attribute.
        Assert.DoesNotContain("lamp", kept.Spans.SelectMany(span => span.Attributes.Values));
    }

    [Fact]
    public async Task Sampler_OfTheEnvironment_FollowsTheRequestIntoTheWorker()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var environment = Environment(receiver);
        // The settings of docs/guides/sampling.md, with a share that leaves nothing to chance.
        (environment["OTEL_TRACES_SAMPLER"], environment["OTEL_TRACES_SAMPLER_ARG"]) = ("parentbased_traceidratio", "0");
        await using var worker = await SampleProcess.StartAsync("samples/OpenTelemetry/Shop.Worker", "Application started", environment);
        await using var web = await SampleProcess.StartAsync("samples/OpenTelemetry/Shop.Web", "Now listening on: ", environment);
        using var http = new HttpClient { BaseAddress = new Uri(web.ReadyLine.Split("Now listening on: ")[1]) };
        var order = new { customer = "ann", item = "lamp", count = 2 };
        (await http.PostAsJsonAsync("/orders", order)).Dispose();
        const string Sampled = "0af7651916cd43dd8448eb211c80319c";

        http.DefaultRequestHeaders.Add("traceparent", $"00-{Sampled}-b7ad6b7169203331-01");
        (await http.PostAsJsonAsync("/orders", order)).Dispose();

        await receiver.WaitForSpansAsync(all => all.Any(span => span.Text(5) == "process receipts.send"));
        await Task.WhenAll(web.StopAsync(), worker.StopAsync());
        Assert.Equal([Sampled], receiver.Spans.Select(pair => pair.Span.Hex(1)).Distinct());
    }

    [Fact]
    public async Task Metrics_OfBothProcesses_ArriveUnderTheNamesThatDashboardsAndAlertsUse()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var environment = Environment(receiver);
        await using var worker = await SampleProcess.StartAsync("samples/OpenTelemetry/Shop.Worker", "Application started", environment);
        await using var web = await SampleProcess.StartAsync("samples/OpenTelemetry/Shop.Web", "Now listening on: ", environment);
        using var http = new HttpClient { BaseAddress = new Uri(web.ReadyLine.Split("Now listening on: ")[1]) };
        (await http.PostAsJsonAsync("/orders", new { customer = "ann", item = "lamp", count = 2 })).Dispose();

        string[] awaited =
        [
            "messaging.client.sent.messages", "messaging.process.duration", "streaq.queue.depth", "streaq.queue.oldest.age", "streaq.queue.paused",
            "streaq.task.attempts", "streaq.task.lifetime", "streaq.task.queue.duration", "streaq.task.retries", "streaq.worker.active", "streaq.worker.concurrency.limit",
        ];
        var metrics = await receiver.WaitForMetricsAsync(all => awaited.All(name => all.Any(metric => metric.Text(1) == name)));

        var used = Directory.EnumerateFiles(Path.Combine(SampleProcess.Root, "deploy", "otel-collector"), "*.*", SearchOption.AllDirectories)
            .Where(path => path.EndsWith(".json", StringComparison.Ordinal) || path.Contains("rules", StringComparison.Ordinal))
            .SelectMany(path => Word().Matches(File.ReadAllText(path))).Select(word => word.Value).ToHashSet();
        Assert.All(metrics.Where(metric => awaited.Contains(metric.Text(1))), metric =>
            Assert.Contains(ExporterNames.Series(metric.Text(1), Instrument(metric), metric.Text(3)), used.Contains));

        // HistogramDataPoint { exemplars = 8 }, Exemplar { trace_id = 5 }: they lead from a panel to a trace.
        var exemplars = metrics.Where(metric => metric.Text(1) == "messaging.process.duration")
            .SelectMany(metric => metric.Message(9).Messages(1)).SelectMany(point => point.Messages(8));
        Assert.Contains(exemplars, exemplar => exemplar.Hex(5).Length == 32);
    }

    /// <summary>Metric { gauge = 5, sum = 7, histogram = 9 }, Sum { is_monotonic = 3 }.</summary>
    private static string Instrument(ProtoMessage metric) =>
        metric.Has(9) ? "histogram" : metric.Has(5) ? "gauge" : metric.Message(7).Number(3) == 1 ? "counter" : "updowncounter";

    private Dictionary<string, string> Environment(OtlpReceiver receiver) => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Address,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "50",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
        ["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based",
        ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
        ["ConnectionStrings__redis"] = redis.Server.ConnectionString,
        ["Queue"] = $"test-{Guid.NewGuid():N}",
    };

    [GeneratedRegex(@"\w+", RegexOptions.None, 1000)]
    private static partial Regex Word();
}
