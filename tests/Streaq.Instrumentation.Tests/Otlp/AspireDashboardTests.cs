using System.Net.Http.Json;
using System.Text.Json;
using Streaq.Deploy.Tests;

namespace Streaq.Instrumentation.Tests.Otlp;

/// <summary>The programs of samples/OpenTelemetry, a Redis between them, and a backend that users have: Aspire's dashboard.</summary>
[Collection(RedisCollection.Name)]
[Trait("Category", "Slow")]
public sealed class AspireDashboardTests(RedisFixture redis, AspireFixture aspire) : IClassFixture<AspireFixture>
{
    [Theory]
    [InlineData("grpc", null, null)]
    [InlineData("http/protobuf", "front", "back")]
    public async Task Order_OverTwoProcesses_IsOneTraceWithItsLogs(string protocol, string? webName, string? workerName)
    {
        var before = await aspire.Dashboard.Telemetry.TraceIdsAsync();

        var trace = await OrderAsync(Environment(protocol, webName), Environment(protocol, workerName));

        var spans = await aspire.Dashboard.Telemetry.SpansAsync(trace);
        AssertIsTheOrder(spans, webName ?? "shop-web", workerName ?? "shop-worker");
        AssertTellsOfTheFailure(await aspire.Dashboard.Telemetry.LogsAsync(trace), spans);
        // The probe creates no trace. The relay creates one, with a link to the task's.
        var other = Assert.Single((await aspire.Dashboard.Telemetry.TraceIdsAsync()).Except(before).Except([trace]));
        var relayed = Assert.Single(await aspire.Dashboard.Telemetry.SpansAsync(other));
        Assert.StartsWith("enqueue test-", relayed.Name, StringComparison.Ordinal);
        Assert.Equal([spans.Single(span => span.Name == "enqueue orders.confirm").SpanId], relayed.Links);
    }

    [Fact]
    public async Task Order_WithTheEnvironmentOfTheCompose_HasTheStackOnItsSpanAndOneHost()
    {
        var trace = await OrderAsync(ComposeEnvironment("web"), ComposeEnvironment("worker"));

        var spans = await aspire.Dashboard.Telemetry.SpansAsync(trace);
        // One event, although a log record has the exception too: it is for backends without logs.
        var (name, thrown) = Assert.Single(spans.SelectMany(span => span.Events));
        Assert.Equal([(name, thrown)], Assert.Single(spans, span => span.IsError).Events);
        Assert.Equal(("exception", "System.TimeoutException", "The stock did not answer."), (name, thrown["exception.type"], thrown["exception.message"]));
        Assert.Contains("Handlers.ConfirmAsync(", thrown["exception.stacktrace"], StringComparison.Ordinal);
        AssertTellsOfTheFailure(await aspire.Dashboard.Telemetry.LogsAsync(trace), spans);
        // The programs run in containers of one machine.
        Assert.All(spans, span => Assert.Equal("compose", span.Resource["host.name"]));
    }

    private static void AssertIsTheOrder(IReadOnlyList<AspireSpan> spans, string web, string worker)
    {
        IEnumerable<string> NamesOf(string service) => spans.Where(span => span.Service == service).Select(span => span.Name).Order(StringComparer.Ordinal);
        Assert.Equal(["POST /orders", "enqueue orders.confirm"], NamesOf(web));
        Assert.Equal(
            ["enqueue receipts.send", "price order", "process orders.confirm", "process orders.confirm", "process receipts.send", "retry orders.confirm"],
            NamesOf(worker));
        Assert.Equal(8, spans.Count);
        // Exceptions are log records only, and Jaeger learns that all spans have the same clock.
        Assert.All(spans, span => Assert.Empty(span.Events));
        Assert.All(spans, span => Assert.Equal(System.Environment.MachineName, span.Resource["host.name"]));

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
        // The attribute that the dashboard shows instead of the name.
        Assert.All(spans.Where(span => span.Attributes.ContainsKey("messaging.system")), span => Assert.Equal(span.Name, span.Attributes["messaging.operation"]));
    }

    private static void AssertTellsOfTheFailure(IReadOnlyList<AspireLog> logs, IReadOnlyList<AspireSpan> spans)
    {
        var failed = spans.Single(span => span.IsError);
        var thrown = Assert.Single(logs, log => log.Event == "streaq.task.retrying");
        Assert.Equal((failed.Service, "Warning", failed.SpanId), (thrown.Service, thrown.Level, thrown.SpanId));
        Assert.Equal("The stock did not answer.", thrown.Attributes["exception.message"]);
        Assert.StartsWith("System.TimeoutException", thrown.Attributes["exception.stacktrace"], StringComparison.Ordinal);

        // The scope of the attempt, on a log record of the application's own middleware.
        Assert.Equal(
            ["orders.confirm 1", "orders.confirm 2", "receipts.send 1"],
            logs.Where(log => log.Event == "streaq.task.executed").Select(log => $"{log.Attributes["streaq.task.name"]} {log.Attributes["streaq.attempt"]}").Order());
        Assert.Contains(logs, log => log.Service != failed.Service && log.Body.StartsWith("Request finished", StringComparison.Ordinal));
    }

    /// <summary>Runs both programs, waits until an order is processed, and stops them.</summary>
    /// <returns>The trace's id.</returns>
    private async Task<string> OrderAsync(Dictionary<string, string> webs, Dictionary<string, string> workers)
    {
        webs["Queue"] = workers["Queue"] = $"test-{Guid.NewGuid():N}";
        await using var worker = await SampleProcess.StartAsync("samples/OpenTelemetry/Shop.Worker", "Application started", workers);
        await using var web = await SampleProcess.StartAsync("samples/OpenTelemetry/Shop.Web", "Now listening on: ", webs);
        using var http = new HttpClient { BaseAddress = new Uri(web.ReadyLine.Split("Now listening on: ")[1]) };
        http.DefaultRequestHeaders.Add("X-Tenant", "north");
        (await http.GetAsync("/health/ready")).Dispose();
        using var response = await http.PostAsJsonAsync("/orders", new { customer = "ann", item = "lamp", count = 2 });
        var trace = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("traceId").GetString()!;

        await aspire.Dashboard.Telemetry.WaitForSpansAsync(trace, spans => spans.Any(span => span.Name == "process receipts.send"));
        await Task.WhenAll(web.StopAsync(), worker.StopAsync());
        return trace;
    }

    /// <summary>Returns the environment that deploy/otel-collector sets for a program, except for the addresses of its servers.</summary>
    private Dictionary<string, string> ComposeEnvironment(string service)
    {
        var set = Node.Load("deploy/otel-collector/docker-compose.yaml")["services"][service]["environment"];
        var environment = set.Keys.ToDictionary(name => name, name => set[name].Text);
        foreach (var (name, value) in Environment(environment["OTEL_EXPORTER_OTLP_PROTOCOL"], name: null))
        {
            environment[name] = value;
        }

        return environment;
    }

    private Dictionary<string, string> Environment(string protocol, string? name)
    {
        var environment = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = protocol == "grpc" ? aspire.Dashboard.OtlpGrpc : aspire.Dashboard.OtlpHttp,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
            ["OTEL_BSP_SCHEDULE_DELAY"] = "50",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["ConnectionStrings__redis"] = redis.Server.ConnectionString,
        };
        if (name is not null)
        {
            environment["OTEL_SERVICE_NAME"] = name;
        }

        return environment;
    }
}
