using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Streaq.Chaos.Telemetry;

/// <summary>Listens to the spans and the measurements of Streaq in this process, and throws at random.</summary>
internal sealed class ThrowingListeners : IDisposable
{
    private readonly ActivityListener _spans;
    private readonly MeterListener _meters;

    public ThrowingListeners(Whim whim)
    {
        _spans = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Streaq",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
            {
                // The account is made from the spans of attempts, so these must exist.
                if (!options.Name.StartsWith("process", StringComparison.Ordinal))
                {
                    whim.MayThrow("sampler");
                }

                return ActivitySamplingResult.AllDataAndRecorded;
            },
            ActivityStarted = _ => whim.MayThrow("listener"),
            ActivityStopped = _ => whim.MayThrow("listener"),
        };
        ActivitySource.AddActivityListener(_spans);
        _meters = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Streaq")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        _meters.SetMeasurementEventCallback<long>((_, _, _, _) => whim.MayThrow("meter listener"));
        _meters.SetMeasurementEventCallback<double>((_, _, _, _) => whim.MayThrow("meter listener"));
        _meters.Start();
    }

    public void Dispose()
    {
        _spans.Dispose();
        _meters.Dispose();
    }
}
