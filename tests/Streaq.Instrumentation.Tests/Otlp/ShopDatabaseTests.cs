using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Streaq.Instrumentation.Tests.Otlp;

/// <summary>The shop of samples/OpenTelemetry on each of its databases: the order and its task are one transaction, in the request's trace.</summary>
[Collection(RedisCollection.Name)]
[Trait("Category", "Slow")]
public sealed class ShopDatabaseTests(RedisFixture redis)
{
    [Fact]
    public async Task Order_OnSqlite_IsARowAndATaskInOneTrace() => await PlaceAsync(null);

    [Fact]
    public async Task Order_OnPostgres_IsARowAndATaskInOneTrace()
    {
        await using var postgres = await PostgresServer.StartAsync();

        await PlaceAsync(postgres.NewDatabase());
    }

    private async Task PlaceAsync(string? database)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        var environment = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Address,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "50",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["ConnectionStrings__redis"] = redis.Server.ConnectionString,
            ["Queue"] = $"test-{Guid.NewGuid():N}",
        };
        if (database is not null)
        {
            environment["ConnectionStrings__shop"] = database;
        }

        await using (var worker = await SampleProcess.StartAsync("samples/OpenTelemetry/Shop.Worker", "Application started", environment))
        await using (var web = await SampleProcess.StartAsync("samples/OpenTelemetry/Shop.Web", "Now listening on: ", environment))
        {
            using var http = new HttpClient { BaseAddress = new Uri(web.ReadyLine.Split("Now listening on: ")[1]) };
            using var placed = await http.PostAsJsonAsync("/orders", new { customer = "ann", item = "lamp", count = 2 });
            var trace = (await placed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("traceId").GetString();

            var spans = await receiver.WaitForSpansAsync(all => Awaited.All(name => all.Any(span => span.Text(5) == name)));

            Assert.Equal(database is null, File.Exists(Path.Combine(web.TemporaryFiles, $"streaq-{environment["Queue"]}.db")));
            Assert.All(Awaited, name => Assert.Equal(trace, spans.First(span => span.Text(5) == name).Hex(1)));
            var enqueue = Assert.Single(spans, span => span.Text(5) == "enqueue orders.confirm");
            Assert.Equal(Assert.Single(spans, span => span.Text(5) == "POST /orders").Hex(2), enqueue.Hex(4));
            Assert.Equal(enqueue.Hex(2), spans.First(span => span.Text(5) == "process orders.confirm").Hex(4));
            var order = await http.GetFromJsonAsync<JsonElement>(placed.Headers.Location);
            Assert.Equal(
                ("lamp", 2, trace),
                (order.GetProperty("item").GetString(), order.GetProperty("count").GetInt32(), order.GetProperty("traceId").GetString()));
            using var unknown = await http.GetAsync("/orders/none");
            Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        }

    }

    private static readonly string[] Awaited = ["POST /orders", "enqueue orders.confirm", "process orders.confirm", "process receipts.send"];
}
