using System.Diagnostics;
using Streaq.Tasks;

namespace Streaq.Telemetry;

/// <summary>
/// A span of Streaq's, or none when no listener wants it. Code outside this folder changes and stops spans only here, and nothing here
/// throws.
/// </summary>
internal readonly struct GuardedSpan(Activity? activity, Spans spans) : IDisposable
{
    /// <summary>The span, for user code; <see langword="null"/> for none.</summary>
    public Activity? Activity => activity;

    public bool Exists => activity is not null;

    public bool IsRecorded => activity is { Recorded: true };

    /// <summary>The span's context as <c>traceparent</c>; <see langword="null"/> without a span.</summary>
    public string? Id => activity?.Id;

    public string? TraceId => activity?.TraceId.ToHexString();

    public string? SpanId => activity?.SpanId.ToHexString();

    public ActivityContext Context => activity?.Context ?? default;

    /// <summary>Returns a link to the span, with one of the span's attributes.</summary>
    public ActivityLink LinkWith(string attribute) =>
        new(Context, new ActivityTagsCollection { { attribute, activity?.GetTagItem(attribute) } });

    public void Tag(string name, object? value) => activity?.SetTag(name, value);

    /// <summary>Adds the object that the span is about as a custom property, for listeners.</summary>
    public void Attach(string property, object value)
    {
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetCustomProperty(property, value);
        }
    }

    /// <summary>Adds an event to the span at the present time.</summary>
    public void Tell(string name, string attribute, object value) =>
        activity?.AddEvent(new ActivityEvent(name, tags: new ActivityTagsCollection { [attribute] = value }));

    /// <summary>Sets the failure on the span. By option, it adds the exception as an event as well.</summary>
    public void Fail(Exception error)
    {
        if (activity is not null)
        {
            SpanError.Set(activity, error);
            if (spans.RecordsExceptions)
            {
                RecordException(error);
            }
        }
    }

    /// <summary>Sets the error of a lost lease on the span. Another worker repeats the work.</summary>
    public void LoseLease() => SpanError.SetLeaseLost(activity);

    /// <summary>Adds the event of an exception, unless the span has it already.</summary>
    /// <exception cref="Exception">A listener's <c>ExceptionRecorder</c> threw.</exception>
    public static void RecordException(Activity activity, Exception error)
    {
        if (!ExceptionEvents.Tell(activity, error))
        {
            activity.AddException(ReadableException.For(error), ExceptionEvents.TagsFor(error));
        }
    }

    private void RecordException(Exception error)
    {
        try
        {
            RecordException(activity!, error);
        }
#pragma warning disable CA1031 // A listener's ExceptionRecorder is user code.
        catch (Exception e)
#pragma warning restore CA1031
        {
            spans.Listeners.Threw(e);
        }
    }

    /// <summary>Makes the span the current one again, if there is a span.</summary>
    public void MakeCurrent()
    {
        if (activity is not null)
        {
            spans.MakeCurrent(activity);
        }
    }

    /// <summary>Makes the span the current one while something is measured, so that exemplars lead to it.</summary>
    /// <returns>An object whose disposal restores the current span.</returns>
    public InsideSpan Inside() => new(this);

    /// <summary>Restores the span that was current before.</summary>
    public void GiveBack(Activity? before)
    {
        if (activity is not null)
        {
            spans.MakeCurrent(before);
        }
    }

    /// <summary>Ends the span without exporting it, because there is nothing to report.</summary>
    public void Withdraw()
    {
        if (activity is not null)
        {
            activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            activity.IsAllDataRequested = false;
            Dispose();
        }
    }

    /// <summary>Sets the time at which the span ends. The span is stopped later.</summary>
    public void EndAt(DateTime utc) => activity?.SetEndTime(utc);

    /// <summary>Ends the span, now or at the time that was set.</summary>
    public void Dispose()
    {
        if (activity is null)
        {
            return;
        }

        spans.Locate(activity);
        try
        {
            activity.Stop();
        }
#pragma warning disable CA1031 // Processors are user code.
        catch (Exception e)
#pragma warning restore CA1031
        {
            spans.Listeners.Threw(e);
            // A processor that throws when a span ends leaves the span current.
            if (ReferenceEquals(Activity.Current, activity))
            {
                spans.MakeCurrent(activity.Parent);
            }
        }
    }
}
