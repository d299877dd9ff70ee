using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Streaq.Tool.Otlp;
using Streaq.Tool.Otlp.Wire;
using Streaq.Tool.Tests.Serving;

namespace Streaq.Tool.Tests.Otlp;

/// <summary>Spans that services send to <c>streaq dashboard --otlp</c>.</summary>
[Collection(nameof(OtlpTests))]
public sealed class OtlpTests : IAsyncLifetime
{
    private static readonly TaskDefinition<int> Work = new("orders.confirm");
    private RedisServer _server = null!;

    public async Task InitializeAsync() => _server = await RedisServer.StartOwnAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(OtlpExportProtocol.Grpc)]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    public async Task Spans_OfAnExporter_AreInTheCourseOfTheirTask(OtlpExportProtocol protocol)
    {
        await DefaultQueue.UseAsync(_server.ConnectionString, "shop");
        await using var run = await DashboardRun.StartAsync(_server.ConnectionString, "--otlp");
        using var source = new ActivitySource($"Streaq.Tool.Tests.{protocol}");
        string id;
        using (var provider = Sdk.CreateTracerProviderBuilder()
            .AddSource("Streaq", source.Name)
            .ConfigureResource(resource => resource.AddService("shop-web"))
            .AddOtlpExporter(otlp => (otlp.Protocol, otlp.Endpoint) = (
                protocol, protocol is OtlpExportProtocol.Grpc ? run.OtlpGrpc : new Uri(run.OtlpHttp, "/v1/traces")))
            .Build())
        {
            await using var shop = await QueueHost.StartAsync(
                streaq => streaq.AddWorker().Map(Work, (int _) =>
                {
                    using var query = source.StartActivity("look up the order");
                }),
                _server.ConnectionString,
                queue: "shop");
            using (source.StartActivity("POST /orders"))
            {
                var handle = await shop.Client.EnqueueAsync(Work, 1);
                await handle.WaitAsync(QueueHost.Patience);
                id = handle.Id;
            }

            await shop.StopAsync();
            Assert.True(provider.ForceFlush());
        }

        var page = await run.ReadAsync($"/shop/tasks/{id}");

        Assert.Contains("POST /orders", page);
        Assert.Contains("look up the order", page);
        Assert.Contains("<bdi>shop-web</bdi>", page);
        Assert.DoesNotContain("not sampled", page);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Message_OverHttp_IsTakenAsItIsAndPacked(bool packed)
    {
        await DefaultQueue.UseAsync(_server.ConnectionString, "shop");
        await using var run = await DashboardRun.StartAsync(_server.ConnectionString, "--otlp");

        var status = await SendAsync(run, Message(3).ToByteArray(), packed: packed);

        Assert.Equal(HttpStatusCode.OK, status);
        var page = await run.ReadAsync($"/shop/traces/{new string('1', 32)}");
        Assert.Equal(3, page.Split("<bdi>GET /</bdi>").Length - 1);
    }

    [Theory]
    [InlineData("broken", HttpStatusCode.BadRequest)]
    [InlineData("broken gzip", HttpStatusCode.BadRequest)]
    [InlineData("large", HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("large when unpacked", HttpStatusCode.RequestEntityTooLarge)]
    [InlineData("json", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("zstd", HttpStatusCode.UnsupportedMediaType)]
    public async Task Message_ThatCantBeRead_IsRefused(string what, HttpStatusCode status)
    {
        await using var run = await DashboardRun.StartAsync(_server.ConnectionString, "--otlp");
        var large = new byte[OtlpServer.MaxMessage + 1];

        Assert.Equal(status, await (what switch
        {
            "broken" => SendAsync(run, [0xff, 0xff, 0xff]),
            "broken gzip" => SendAsync(run, [1, 2, 3], encoding: "gzip"),
            "large" => SendAsync(run, large),
            "large when unpacked" => SendAsync(run, large, packed: true),
            "json" => SendAsync(run, "{}"u8.ToArray(), type: "application/json"),
            _ => SendAsync(run, [], encoding: "zstd"),
        }));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(run, Message(1).ToByteArray()));
    }

    private static async Task<HttpStatusCode> SendAsync(
        DashboardRun run, byte[] body, bool packed = false, string? encoding = null, string type = "application/x-protobuf")
    {
        using var content = new ByteArrayContent(packed ? Pack(body) : body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if ((packed ? "gzip" : encoding) is { } said)
        {
            content.Headers.ContentEncoding.Add(said);
        }

        using var answer = await run.Http.PostAsync(new Uri(run.OtlpHttp, "/v1/traces"), content);
        return answer.StatusCode;
    }

    private static byte[] Pack(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return packed.ToArray();
    }

    private static ExportTraceServiceRequest Message(int spans)
    {
        var scope = new ScopeSpans();
        for (var i = 1; i <= spans; i++)
        {
            scope.Spans.Add(new Span
            {
                TraceId = ByteString.CopyFrom(Convert.FromHexString(new string('1', 32))),
                SpanId = ByteString.CopyFrom(BitConverter.GetBytes((long)i)),
                Name = "GET /",
            });
        }

        return new ExportTraceServiceRequest { ResourceSpans = { new ResourceSpans { ScopeSpans = { scope } } } };
    }
}
