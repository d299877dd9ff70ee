using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace Streaq.Instrumentation.Tests.Otlp;

/// <summary>Metric { name = 1, unit = 3, sum = 7, histogram = 9 }; both have data_points = 1, whose attributes are 7 and 9.</summary>
public sealed class OtlpMetricTests
{
    private static readonly double[] Short = [.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10];
    private static readonly double[] Long = [.. Short, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600];

    private static readonly TaskDefinition<int> Work = new("otlp.work");

    [Fact]
    public async Task Histograms_Exported_HaveSecondsAndTheAdvisedBounds()
    {
        await using var receiver = await OtlpReceiver.StartAsync();

        await RunAsync(receiver, tasks: 3);

        AssertHistogram(receiver, "Streaq", "messaging.client.operation.duration", Short);
        AssertHistogram(receiver, "Streaq", "messaging.process.duration", Long);
        AssertHistogram(receiver, "Streaq", "streaq.task.queue.duration", Long);
        AssertHistogram(receiver, "Streaq.Instrumentation", "streaq.handler.duration", Long);
    }

    [Fact]
    public async Task Counters_Exported_CountTheTasks()
    {
        await using var receiver = await OtlpReceiver.StartAsync();

        var queue = await RunAsync(receiver, tasks: 3);

        // NumberDataPoint { as_int = 6, attributes = 7 }.
        foreach (var name in new[] { "messaging.client.sent.messages", "messaging.client.consumed.messages" })
        {
            var metric = Assert.Single(receiver.Measured, pair => pair.Metric.Text(1) == name).Metric;
            Assert.Equal("{message}", metric.Text(3));
            Assert.Equal(3UL, metric.Message(7).Messages(1)
                .Where(point => Equals(point.Attributes(7)["messaging.destination.name"], queue))
                .Aggregate(0UL, (sum, point) => sum + point.Number(6)));
        }
    }

    private static async Task<string> RunAsync(OtlpReceiver receiver, int tasks)
    {
        using var provider = Sdk.CreateMeterProviderBuilder()
            .AddStreaqInstrumentation()
            .AddOtlpExporter((otlp, reader) =>
            {
                (otlp.Protocol, otlp.Endpoint) = (OtlpExportProtocol.HttpProtobuf, receiver.Metrics);
                // Exported once, at the shutdown.
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = int.MaxValue;
            })
            .Build();
        string queue;
        await using (var host = await QueueHost.StartAsync(streaq => streaq.AddWorker().UseTiming().Map(Work, (int _) => { })))
        {
            queue = host.Queue;
            for (var i = 0; i < tasks; i++)
            {
                await (await host.Client.EnqueueAsync(Work, i)).WaitAsync(QueueHost.Patience);
            }
        }

        Assert.True(provider.Shutdown());
        return queue;
    }

    private static void AssertHistogram(OtlpReceiver receiver, string scope, string name, double[] bounds)
    {
        var (of, metric) = Assert.Single(receiver.Measured, pair => pair.Metric.Text(1) == name);
        Assert.Equal((scope, "s"), (of.Message(1).Text(1), metric.Text(3)));
        // HistogramDataPoint { count = 4, explicit_bounds = 7, attributes = 9 }.
        Assert.All(metric.Message(9).Messages(1), point =>
        {
            Assert.Equal(bounds, point.Doubles(7));
            Assert.InRange(point.Number(4), 1UL, 3UL);
        });
    }
}
