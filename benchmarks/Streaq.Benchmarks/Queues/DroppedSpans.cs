using System.Diagnostics;

namespace Streaq.Benchmarks.Queues;

/// <summary>Has every span of Streaq made and sampled, and drops it: what tracing costs before anything is exported.</summary>
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
