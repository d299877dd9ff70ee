using System.Diagnostics;
using System.Text;
using System.Text.Json;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;

namespace Streaq.Tool.Tests.Serving;

/// <summary><c>streaq dashboard --otlp</c> as a native program, which can't fall back on reflection.</summary>
public sealed class NativeDashboardTests
{
    [Theory]
    [InlineData(OtlpExportProtocol.Grpc)]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    public async Task Spans_OfAnExporter_AreShown(OtlpExportProtocol protocol)
    {
        await using var server = await RedisServer.StartOwnAsync();
        await DefaultQueue.UseAsync(server.ConnectionString, "shop");
        var program = await NativeProgram.OfAsync(typeof(NativeDashboardTests).Assembly, "Streaq.Tool");
        using var process = Start(program.File, server.ConnectionString);
        try
        {
            var told = await ToldAsync(process).WaitAsync(QueueHost.Patience);
            using var source = new ActivitySource($"Streaq.Tool.Tests.Native.{protocol}");
            string traceId;
            using (var provider = Sdk.CreateTracerProviderBuilder().AddSource(source.Name).AddOtlpExporter(otlp => (otlp.Protocol, otlp.Endpoint) = (
                protocol,
                protocol is OtlpExportProtocol.Grpc
                    ? new(told.GetProperty("otlpGrpc").GetString()!)
                    : new(told.GetProperty("otlpHttp").GetString() + "/v1/traces"))).Build())
            {
                using (var span = source.StartActivity("POST /orders")!)
                {
                    traceId = span.TraceId.ToHexString();
                }

                Assert.True(provider.ForceFlush());
            }

            using var http = new HttpClient();
            Assert.Contains("POST /orders", await http.GetStringAsync($"{told.GetProperty("address").GetString()}/shop/traces/{traceId}"));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private static Process Start(string program, string redis)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var word in (string[])
            ["dashboard", "--redis", redis, "--json", "--otlp", "--port", "0", "--otlp-grpc-port", "0", "--otlp-http-port", "0"])
        {
            start.ArgumentList.Add(word);
        }

        return Process.Start(start)!;
    }

    private static async Task<JsonElement> ToldAsync(Process process)
    {
        var told = new StringBuilder();
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync();
            told.AppendLine(line);
        }
        while (line is not (null or "}"));

        return JsonDocument.Parse(told.ToString()).RootElement;
    }
}
