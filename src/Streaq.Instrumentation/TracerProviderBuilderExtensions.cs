using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Streaq;
using Streaq.Instrumentation;

namespace OpenTelemetry.Trace;

/// <summary>Adds Streaq's spans to a tracer provider.</summary>
public static class StreaqInstrumentationTracerProviderBuilderExtensions
{
    /// <summary>Collects Streaq's spans, and makes OpenTelemetry's propagator carry trace context and baggage with tasks.</summary>
    /// <param name="builder">The provider's builder.</param>
    /// <returns>The builder.</returns>
    public static TracerProviderBuilder AddStreaqInstrumentation(this TracerProviderBuilder builder) =>
        AddStreaqInstrumentation(builder, name: null, configure: null);

    /// <inheritdoc cref="AddStreaqInstrumentation(TracerProviderBuilder)" path="/summary | /returns"/>
    /// <param name="builder">The provider's builder.</param>
    /// <param name="configure">Sets filters and enrichments.</param>
    public static TracerProviderBuilder AddStreaqInstrumentation(
        this TracerProviderBuilder builder, Action<StreaqInstrumentationOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return AddStreaqInstrumentation(builder, name: null, configure);
    }

    /// <inheritdoc cref="AddStreaqInstrumentation(TracerProviderBuilder)" path="/summary | /returns"/>
    /// <remarks>
    /// Once the provider is built, <see cref="StreaqTelemetry.Propagator"/> uses <c>Propagators.DefaultTextMapPropagator</c>, unless the
    /// application has set another propagator. Disposing the provider does not undo this. Call it once for each provider: a second call
    /// filters and enriches twice.
    /// </remarks>
    /// <param name="builder">The provider's builder.</param>
    /// <param name="name">The name of the options; <see langword="null"/> for the default.</param>
    /// <param name="configure">Sets filters and enrichments; may be <see langword="null"/>.</param>
    public static TracerProviderBuilder AddStreaqInstrumentation(
        this TracerProviderBuilder builder, string? name, Action<StreaqInstrumentationOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        name ??= Options.DefaultName;
        builder.ConfigureServices(services =>
        {
            services.AddOptions();
            if (configure is not null)
            {
                services.Configure(name, configure);
            }
        });
        return builder
            .AddSource(StreaqTelemetry.SourceName)
            .AddInstrumentation(provider =>
            {
                OpenTelemetryPropagator.Install();
                return new SpanListener(provider.GetRequiredService<IOptionsMonitor<StreaqInstrumentationOptions>>().Get(name));
            });
    }
}
