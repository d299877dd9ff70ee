using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Shop;

/// <summary>
/// Exports traces, metrics and logs over OTLP to OTEL_EXPORTER_OTLP_ENDPOINT, by default to port 4317 of this machine. The SDK also reads
/// the other variables of its specification: protocol, headers, sampler, OTEL_RESOURCE_ATTRIBUTES, OTEL_SDK_DISABLED.
/// </summary>
public static class Telemetry
{
    /// <param name="builder">The builder of the application.</param>
    /// <param name="service">The service's name if OTEL_SERVICE_NAME is not set.</param>
    /// <param name="sources">The application's own activity sources.</param>
    public static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder, string service, params string[] sources)
    {
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            // Streaq adds id, name, queue and attempt of the task to all logs of an attempt, as a scope.
            logging.IncludeScopes = true;
        });
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => Describe(resource, builder.Configuration["OTEL_SERVICE_NAME"] ?? service))
            .WithTracing(tracing => tracing
                // Probes every few seconds would only add useless traces.
                .AddAspNetCoreInstrumentation(requests => requests.Filter = http => !http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
                // Aspire's dashboard shows this attribute in place of the span's name.
                .AddStreaqInstrumentation(streaq => streaq.SetMessagingOperation = true)
                .AddSource(sources)
                // The dashboard of the web application shows a task with all spans around and within it.
                .AddStreaqTraceStore(store => store.ServiceName = builder.Configuration["OTEL_SERVICE_NAME"] ?? service))
            .WithMetrics(metrics => metrics.AddAspNetCoreInstrumentation().AddStreaqInstrumentation())
            .UseOtlpExporter();
        return builder;
    }

    #region resource
    private static void Describe(ResourceBuilder resource, string service) => resource
        .AddService(service)
        // Without a host, Jaeger assumes that every span has another clock.
        .AddAttributes([new("host.name", Environment.MachineName)])
        // Last, so that OTEL_RESOURCE_ATTRIBUTES takes precedence.
        .AddEnvironmentVariableDetector();
    #endregion
}
