using System.Net.Http.Json;
using System.Text.Json;

namespace Streaq.Instrumentation.Tests.Otlp;

/// <summary>The programs of samples/OpenTelemetry, a Redis between them, and one trace at the collector.</summary>
[Collection(RedisCollection.Name)]
public sealed class TwoProcessesTests(RedisFixture redis)
{
    [Fact]
    public async Task Request_ThatEnqueues_IsOneTraceWithTheWorkersAttempts()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var environment = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "50",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["Redis"] = redis.Server.ConnectionString,
            ["Queue"] = $"test-{Guid.NewGuid():N}",
        };
        await using var worker = await SampleProcess.StartAsync("samples/OpenTelemetry/Shop.Worker", "Application started", environment);
        await using var web = await SampleProcess.StartAsync("samples/OpenTelemetry/Shop.Web", "Now listening on: ", environment);

        using var http = new HttpClient { BaseAddress = new Uri(web.ReadyLine.Split("Now listening on: ")[1]) };
        http.DefaultRequestHeaders.Add("X-Tenant", "north");
        using var response = await http.PostAsJsonAsync("/orders", new { customer = "ann", item = "lamp", count = 2 });
        var trace = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("traceId").GetString();

        // Two processes export as they like: the last span to arrive may be any of these.
        string[] awaited = ["POST /orders", "enqueue orders.confirm", "process orders.confirm", "process orders.confirm", "process receipts.send"];
        var spans = await receiver.WaitForSpansAsync(all => awaited.SequenceEqual(all.Select(span => span.Text(5)).Where(awaited.Contains).Order()));
        var request = Assert.Single(spans, span => span.Text(5) == "POST /orders");
        var enqueue = Assert.Single(spans, span => span.Text(5) == "enqueue orders.confirm");
        var attempts = spans.Where(span => span.Text(5) == "process orders.confirm").ToList();
        var receipt = Assert.Single(spans, span => span.Text(5) == "process receipts.send");
        Assert.Equal(request.Hex(2), enqueue.Hex(4));
        Assert.Equal(2, attempts.Count);
        Assert.All(attempts, attempt => Assert.Equal((enqueue.Hex(2), "lamp"), (attempt.Hex(4), attempt.Attributes(9)["streaq.argument.Item"])));
        Assert.Equal("north", receipt.Attributes(9)["tenant"]);
        Assert.All([request, enqueue, .. attempts, receipt], span => Assert.Equal(trace, span.Hex(1)));
    }
}
