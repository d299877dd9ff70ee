using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;

namespace Streaq.Benchmarks.Queues;

/// <summary>Features of an application that cost a task something.</summary>
internal static class Variants
{
    public const string Off = "off";

    private const string Statistics = "statistics";
    private const string Neither = "neither";
    private const string Traces = "statistics, traces";

    /// <summary>Ways to listen to the telemetry, compared with not listening.</summary>
    public static Variant[] OfListening(OtlpSink sink) =>
    [
        new(Off, Off),
        new("metrics", Off) { Listen = Listening.ToMetrics },
        new("traces, unsampled (SDK)", Off) { Listen = Listening.ToUnsampledTraces },
        new("traces, dropped (no SDK)", Off) { Listen = Listening.ToTraces },
        new("traces, dropped (SDK)", Off) { Listen = Listening.ToTracesOfSdk },
        new("traces, dropped (package)", Off) { Listen = Listening.ToTracesOfPackage },
        new("metrics and traces, dropped (SDK)", Off) { Listen = Listening.ToMetricsAndTracesOfSdk },
        new("traces, exported (OTLP)", Off) { Listen = () => Listening.ToExportedTraces(sink) },
    ];

    /// <summary>What is kept for the dashboard, each compared with the way that lacks only that.</summary>
    public static Variant[] OfKeeping() =>
    [
        new(Neither, Neither) { Worker = worker => worker.CollectStatistics = false },
        new(Statistics, Neither),
        new(Traces, Statistics) { Services = services => Trace(services, tracing => tracing.AddStreaqInstrumentation()) },
        new("statistics, traces, trace store", Traces)
        {
            Services = services => Trace(services, tracing => tracing.AddStreaqInstrumentation().AddStreaqTraceStore()),
        },
    ];

    private static void Trace(IServiceCollection services, Action<TracerProviderBuilder> configure) => services.AddOpenTelemetry().WithTracing(configure);
}
