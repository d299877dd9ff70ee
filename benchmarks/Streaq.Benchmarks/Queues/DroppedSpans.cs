using System.Diagnostics;

namespace Streaq.Benchmarks.Queues;

/// <summary>Has every span of Streaq created and sampled, and drops it: the cost of tracing without an exporter.</summary>
internal static class DroppedSpans
{
    public static ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name.Equals(StreaqTelemetry.SourceName, StringComparison.Ordinal),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
