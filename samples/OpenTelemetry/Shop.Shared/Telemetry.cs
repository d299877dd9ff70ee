using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Shop;

/// <summary>
/// Traces, metrics and logs over OTLP, to where OTEL_EXPORTER_OTLP_ENDPOINT says; without it to port 4317 of this machine. The SDK reads
/// the other variables of its specification as well: protocol, headers, sampler, OTEL_RESOURCE_ATTRIBUTES, OTEL_SDK_DISABLED.
/// </summary>
public static class Telemetry
{
    /// <param name="builder">The application's.</param>
    /// <param name="service">The service's name where OTEL_SERVICE_NAME gives none.</param>
    /// <param name="sources">The application's own activity sources.</param>
    public static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder, string service, params string[] sources)
    {
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            // Id, name, queue and attempt of the task, which Streaq puts around all that an attempt logs.
            logging.IncludeScopes = true;
        });
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => Describe(resource, builder.Configuration["OTEL_SERVICE_NAME"] ?? service))
            .WithTracing(tracing => tracing
                // A probe every few seconds is no trace to look for.
                .AddAspNetCoreInstrumentation(requests => requests.Filter = http => !http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
                // Aspire's dashboard prints that attribute in place of the span's name.
                .AddStreaqInstrumentation(streaq => streaq.SetMessagingOperation = true)
                .AddSource(sources)
                // For the dashboard of the web application: the course of a task with all spans around it and in it.
                .AddStreaqTraceStore(store => store.ServiceName = builder.Configuration["OTEL_SERVICE_NAME"] ?? service))
            .WithMetrics(metrics => metrics.AddAspNetCoreInstrumentation().AddStreaqInstrumentation())
            .UseOtlpExporter();
        return builder;
    }

    #region resource
    private static void Describe(ResourceBuilder resource, string service) => resource
        .AddService(service)
        // Where Jaeger knows no host, it takes every span for one of another clock.
        .AddAttributes([new("host.name", Environment.MachineName)])
        // Last, so that OTEL_RESOURCE_ATTRIBUTES goes before.
        .AddEnvironmentVariableDetector();
    #endregion
}
