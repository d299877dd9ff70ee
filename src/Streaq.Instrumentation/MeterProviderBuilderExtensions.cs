using Streaq;

namespace OpenTelemetry.Metrics;

/// <summary>Adds Streaq's metrics to a meter provider.</summary>
public static class StreaqInstrumentationMeterProviderBuilderExtensions
{
    /// <summary>
    /// Collects the metrics of Streaq, of its outbox and of <see cref="TimingMiddleware"/>, with the buckets that their instruments advise.
    /// </summary>
    /// <param name="builder">The provider's builder.</param>
    /// <returns>The builder.</returns>
    public static MeterProviderBuilder AddStreaqInstrumentation(this MeterProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddMeter(StreaqTelemetry.SourceName, TimingMiddleware.MeterName, "Streaq.EntityFrameworkCore");
    }
}
