using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Streaq.Chaos.Worker;

/// <summary>
/// Logs where the span of an attempt and its measurements disagree: another outcome or type of error, an attempt that is measured never or
/// twice, a task whose end is measured although it has not ended.
/// </summary>
internal sealed class AgreementLog : IDisposable
{
    private const string Duration = "messaging.process.duration";
    private const string Lifetime = "streaq.task.lifetime";
    private const string Outcome = "streaq.outcome";

    private static readonly string[] Last = ["success", "failure", "timeout", "aborted", "expired"];

    private readonly EffectLog _effects;
    private readonly ConditionalWeakTable<Activity, Counts> _measured = [];
    private readonly MeterListener _meters;
    private readonly ActivityListener _spans;

    public AgreementLog(EffectLog effects)
    {
        _effects = effects;
        _meters = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Streaq" && instrument.Name is Duration or Lifetime)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        _meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Measured(instrument.Name, tags));
        _meters.Start();
        _spans = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Streaq",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Stopped,
        };
        ActivitySource.AddActivityListener(_spans);
    }

    public void Dispose()
    {
        _meters.Dispose();
        _spans.Dispose();
    }

    private static bool IsAttempt(Activity? span) => span is { Kind: ActivityKind.Consumer, Source.Name: "Streaq" };

    private void Measured(string instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (Activity.Current is not { } span || !IsAttempt(span))
        {
            Disagree("measured_outside_of_its_span", span: null, instrument);
            return;
        }

        var counts = _measured.GetOrCreateValue(span);
        if (instrument == Duration)
        {
            counts.Durations++;
            Compare(span, instrument, "error.type", tags);
        }
        else
        {
            counts.Lifetimes++;
        }

        Compare(span, instrument, Outcome, tags);
    }

    private void Compare(Activity span, string instrument, string tag, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        object? measured = null;
        foreach (var (name, value) in tags)
        {
            measured = name == tag ? value : measured;
        }

        if (!Equals(span.GetTagItem(tag), measured))
        {
            Disagree($"{instrument}_has_another_{tag}", span, measured);
        }
    }

    private void Stopped(Activity span)
    {
        if (!IsAttempt(span))
        {
            return;
        }

        var counts = _measured.GetOrCreateValue(span);
        var ends = Last.Contains(span.GetTagItem(Outcome)) ? 1 : 0;
        if (counts.Durations != 1 || counts.Lifetimes != ends)
        {
            Disagree($"measured_{counts.Durations}_times_and_ended_{counts.Lifetimes}_times", span, ends);
        }
    }

    private void Disagree(string what, Activity? span, object? measured) => _effects.Write(
        'D', what, span?.GetTagItem("messaging.message.id"), span?.GetTagItem(Outcome), measured?.ToString()?.Replace(' ', '_'));

    private sealed class Counts
    {
        public int Durations { get; set; }

        public int Lifetimes { get; set; }
    }
}
