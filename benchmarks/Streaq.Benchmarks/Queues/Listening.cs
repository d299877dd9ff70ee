using System.Diagnostics;
using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;

namespace Streaq.Benchmarks.Queues;

/// <summary>The ways in which an application may listen to Streaq's telemetry.</summary>
internal static class Listening
{
    /// <summary>Spans are exported in batches of the SDK's default size; the queue holds a whole round, so that none is dropped.</summary>
    private const int ExportQueue = 1 << 16;

    public static IDisposable? Off() => null;

    /// <summary>Takes every measurement and drops it.</summary>
    public static IDisposable ToMetrics()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, self) =>
            {
                if (instrument.Meter.Name.Equals(StreaqTelemetry.SourceName, StringComparison.Ordinal))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>(static (_, _, _, _) => { });
        listener.SetMeasurementEventCallback<long>(static (_, _, _, _) => { });
        listener.SetMeasurementEventCallback<int>(static (_, _, _, _) => { });
        listener.Start();
        return listener;
    }

    public static IDisposable ToUnsampledTraces() => Provider().SetSampler(new AlwaysOffSampler()).Build();

    /// <summary>Listens without the SDK.</summary>
    public static IDisposable ToTraces() => DroppedSpans.Listen();

    public static IDisposable ToTracesOfSdk() => Provider().AddProcessor(new DroppingProcessor()).Build();

    /// <summary>Listens as an application does that adds Streaq.Instrumentation.</summary>
    public static IDisposable ToTracesOfPackage() =>
        Sdk.CreateTracerProviderBuilder().AddStreaqInstrumentation().AddProcessor(new DroppingProcessor()).Build();

    public static IDisposable ToMetricsAndTracesOfSdk() => new Both(ToMetrics(), ToTracesOfSdk());

    public static IDisposable ToExportedTraces(OtlpSink sink)
    {
        var exporter = new OtlpTraceExporter(new OtlpExporterOptions { Endpoint = sink.Endpoint, Protocol = OtlpExportProtocol.HttpProtobuf });
        return Provider().AddProcessor(new BatchActivityExportProcessor(exporter, maxQueueSize: ExportQueue)).Build();
    }

    private static TracerProviderBuilder Provider() => Sdk.CreateTracerProviderBuilder().AddSource(StreaqTelemetry.SourceName);

    private sealed class DroppingProcessor : BaseProcessor<Activity>;

    private sealed class Both(IDisposable first, IDisposable second) : IDisposable
    {
        public void Dispose()
        {
            first.Dispose();
            second.Dispose();
        }
    }
}
