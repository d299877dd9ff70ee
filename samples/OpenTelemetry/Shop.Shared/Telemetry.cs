using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Shop;

/// <summary>
/// Traces and metrics over OTLP when OTEL_EXPORTER_OTLP_ENDPOINT is set. An application that has the package
/// OpenTelemetry.Extensions.Hosting writes services.AddOpenTelemetry().WithTracing(…).WithMetrics(…) instead of this file.
/// </summary>
public static class Telemetry
{
    public static IServiceCollection AddTelemetry(this IServiceCollection services, string service, params string[] sources)
    {
        var export = Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 };
        var resource = ResourceBuilder.CreateDefault().AddService(service);
        // Factories, so that the container ends them with the host, after the worker's last span.
        services.AddSingleton(_ =>
        {
            var tracing = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddStreaqInstrumentation().AddSource(sources);
            return (export ? tracing.AddOtlpExporter() : tracing).Build();
        });
        services.AddSingleton(_ =>
        {
            var metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddStreaqInstrumentation();
            return (export ? metrics.AddOtlpExporter() : metrics).Build();
        });
        return services.AddHostedService<Start>();
    }

    /// <summary>Its constructor has the providers made before any service that is added later starts.</summary>
    private sealed class Start(TracerProvider tracing, MeterProvider metrics) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            tracing.ForceFlush();
            metrics.ForceFlush();
            return Task.CompletedTask;
        }
    }
}
