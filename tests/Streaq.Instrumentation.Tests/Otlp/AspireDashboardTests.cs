using System.Net.Http.Json;
using System.Text.Json;

namespace Streaq.Instrumentation.Tests.Otlp;

/// <summary>The programs of samples/OpenTelemetry, a Redis between them, and a backend that users have: Aspire's dashboard.</summary>
[Collection(RedisCollection.Name)]
public sealed class AspireDashboardTests(RedisFixture redis, AspireFixture aspire) : IClassFixture<AspireFixture>
{
    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task Order_OverTwoProcesses_IsOneTraceWithItsLogs(string protocol)
    {
        var before = await aspire.Dashboard.Telemetry.TraceIdsAsync();

        var trace = await OrderAsync(protocol);

        var spans = await aspire.Dashboard.Telemetry.SpansAsync(trace);
        AssertIsTheOrder(spans);
        AssertTellsOfTheFailure(await aspire.Dashboard.Telemetry.LogsAsync(trace), spans);
        // The probe that was asked is no trace.
        Assert.Equal([trace], (await aspire.Dashboard.Telemetry.TraceIdsAsync()).Except(before));
    }

    private static void AssertIsTheOrder(IReadOnlyList<AspireSpan> spans)
    {
        Assert.Equal(
        [
            "shop-web POST /orders", "shop-web enqueue orders.confirm",
            "shop-worker enqueue receipts.send", "shop-worker price order", "shop-worker process orders.confirm", "shop-worker process orders.confirm",
            "shop-worker process receipts.send", "shop-worker retry orders.confirm",
        ], spans.Select(span => $"{span.Service} {span.Name}").Order(StringComparer.Ordinal));

        AspireSpan Named(string name) => spans.Single(span => span.Name == name);
        AspireSpan Attempt(string number) => spans.Single(span => span.Name == "process orders.confirm" && span.Attributes["streaq.attempt"] == number);
        var (first, second, receipt) = (Attempt("1"), Attempt("2"), Named("process receipts.send"));
        Assert.Null(Named("POST /orders").ParentId);
        Assert.Equal(Named("POST /orders").SpanId, Named("enqueue orders.confirm").ParentId);
        Assert.Equal(Named("enqueue orders.confirm").SpanId, first.ParentId);
        Assert.Equal(Named("enqueue orders.confirm").SpanId, second.ParentId);
        Assert.Equal(first.SpanId, Named("retry orders.confirm").ParentId);
        Assert.Equal(second.SpanId, Named("price order").ParentId);
        Assert.Equal(second.SpanId, Named("enqueue receipts.send").ParentId);
        Assert.Equal(Named("enqueue receipts.send").SpanId, receipt.ParentId);

        Assert.Equal([first.ParentId!], first.Links);
        Assert.Equal([second.ParentId!, first.SpanId], second.Links);
        Assert.Equal([first], spans.Where(span => span.IsError));
        Assert.Equal(("retry", "success", "success"), (first.Attributes["streaq.outcome"], second.Attributes["streaq.outcome"], receipt.Attributes["streaq.outcome"]));
        Assert.All([first, second, receipt], span => Assert.Equal("north", span.Attributes["tenant"]));
        // What the dashboard prints where the name should be.
        Assert.All(spans.Where(span => span.Attributes.ContainsKey("messaging.system")), span => Assert.Equal(span.Name, span.Attributes["messaging.operation"]));
    }

    private static void AssertTellsOfTheFailure(IReadOnlyList<AspireLog> logs, IReadOnlyList<AspireSpan> spans)
    {
        var failed = spans.Single(span => span.IsError);
        var thrown = Assert.Single(logs, log => log.Event == "messaging.process.exception");
        Assert.Equal(("shop-worker", "Error", failed.SpanId), (thrown.Service, thrown.Level, thrown.SpanId));
        Assert.Equal("The stock did not answer.", thrown.Attributes["exception.message"]);
        Assert.StartsWith("System.TimeoutException", thrown.Attributes["exception.stacktrace"], StringComparison.Ordinal);
        Assert.Equal(failed.SpanId, Assert.Single(logs, log => log.Event == "streaq.task.retrying").SpanId);

        // The scope of the attempt, on a record of the application's own middleware.
        Assert.Equal(
            ["orders.confirm 1", "orders.confirm 2", "receipts.send 1"],
            logs.Where(log => log.Event == "streaq.task.executed").Select(log => $"{log.Attributes["TaskName"]} {log.Attributes["Attempt"]}").Order());
        Assert.Contains(logs, log => log.Service == "shop-web" && log.Body.StartsWith("Request finished", StringComparison.Ordinal));
    }

    /// <summary>Runs both programs, has an order worked off and stops them.</summary>
    /// <returns>The trace's id.</returns>
    private async Task<string> OrderAsync(string protocol)
    {
        var environment = Environment(protocol);
        await using var worker = await SampleProcess.StartAsync("samples/OpenTelemetry/Shop.Worker", "Application started", environment);
        await using var web = await SampleProcess.StartAsync("samples/OpenTelemetry/Shop.Web", "Now listening on: ", environment);
        using var http = new HttpClient { BaseAddress = new Uri(web.ReadyLine.Split("Now listening on: ")[1]) };
        http.DefaultRequestHeaders.Add("X-Tenant", "north");
        (await http.GetAsync("/health/ready")).Dispose();
        using var response = await http.PostAsJsonAsync("/orders", new { customer = "ann", item = "lamp", count = 2 });
        var trace = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("traceId").GetString()!;

        await aspire.Dashboard.Telemetry.WaitForSpansAsync(trace, spans => spans.Any(span => span.Name == "process receipts.send"));
        await Task.WhenAll(web.StopAsync(), worker.StopAsync());
        return trace;
    }

    private Dictionary<string, string> Environment(string protocol) => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = protocol == "grpc" ? aspire.Dashboard.OtlpGrpc : aspire.Dashboard.OtlpHttp,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
        ["OTEL_BSP_SCHEDULE_DELAY"] = "50",
        ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
        ["ConnectionStrings__redis"] = redis.Server.ConnectionString,
        ["Queue"] = $"test-{Guid.NewGuid():N}",
    };
}
