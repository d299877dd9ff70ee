using Streaq;

namespace OpenTelemetry.Metrics;

/// <summary>Adds Streaq's metrics to a meter provider.</summary>
public static class StreaqInstrumentationMeterProviderBuilderExtensions
{
    /// <summary>
    /// Collects the metrics of Streaq, of its outbox and of <see cref="TimingMiddleware"/>, each with the buckets it advises.
    /// </summary>
    /// <param name="builder">The provider's builder.</param>
    /// <returns>The builder.</returns>
    public static MeterProviderBuilder AddStreaqInstrumentation(this MeterProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddMeter(StreaqTelemetry.SourceName, TimingMiddleware.MeterName, "Streaq.EntityFrameworkCore");
    }
}
