using System.Diagnostics;
using System.Diagnostics.Metrics;

/// <summary>The application's own source and meter; a provider collects them with AddSource("Billing") and AddMeter("Billing").</summary>
internal static class BillingTelemetry
{
    public static readonly ActivitySource Source = new("Billing");
    public static readonly Meter Meter = new("Billing");
}
