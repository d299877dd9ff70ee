using System.Diagnostics;
using Streaq.Tasks;

namespace Streaq.Telemetry;

/// <summary>
/// A span of Streaq's, or none where no listener wants it. The one way in which spans are changed and stopped outside this folder;
/// nothing here throws.
/// </summary>
internal readonly struct GuardedSpan(Activity? activity, Spans spans) : IDisposable
{
    /// <summary>The span, for user code; <see langword="null"/> for none.</summary>
    public Activity? Activity => activity;

    public bool Exists => activity is not null;

    public bool IsRecorded => activity is { Recorded: true };

    /// <summary>As <c>traceparent</c>; <see langword="null"/> without a span.</summary>
    public string? Id => activity?.Id;

    public string? TraceId => activity?.TraceId.ToHexString();

    public string? SpanId => activity?.SpanId.ToHexString();

    public ActivityContext Context => activity?.Context ?? default;

    /// <summary>A link to it that has one of its attributes.</summary>
    public ActivityLink LinkWith(string attribute) =>
        new(Context, new ActivityTagsCollection { { attribute, activity?.GetTagItem(attribute) } });

    public void Tag(string name, object? value) => activity?.SetTag(name, value);

    /// <summary>Lets listeners find what the span is about.</summary>
    public void Attach(string property, object value)
    {
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetCustomProperty(property, value);
        }
    }

    /// <summary>Has an event at this time.</summary>
    public void Tell(string name, string attribute, object value) =>
        activity?.AddEvent(new ActivityEvent(name, tags: new ActivityTagsCollection { [attribute] = value }));

    /// <summary>The span of something that failed; by option, the exception is an event of it as well.</summary>
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

    /// <summary>The span of something that another worker does over, since this one has lost its lease.</summary>
    public void LoseLease() => SpanError.SetLeaseLost(activity);

    /// <summary>Adds the event of an exception, unless the span has it.</summary>
    /// <exception cref="Exception">What a listener throws that hears of exceptions.</exception>
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

    /// <summary>Makes it the current span again, if there is one.</summary>
    public void MakeCurrent()
    {
        if (activity is not null)
        {
            spans.MakeCurrent(activity);
        }
    }

    /// <summary>Makes it the current one for as long as something is measured, so that exemplars lead to it.</summary>
    /// <returns>Its end makes current what was so before.</returns>
    public InsideSpan Inside() => new(this);

    /// <summary>Makes current what was so before it.</summary>
    public void GiveBack(Activity? before)
    {
        if (activity is not null)
        {
            spans.MakeCurrent(before);
        }
    }

    /// <summary>Takes it back: nothing came of it, so nothing is exported.</summary>
    public void Withdraw()
    {
        if (activity is not null)
        {
            activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            activity.IsAllDataRequested = false;
            Dispose();
        }
    }

    /// <summary>Sets the time of its end, which comes later.</summary>
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
            // What throws at the end of a span leaves it the current one.
            if (ReferenceEquals(Activity.Current, activity))
            {
                spans.MakeCurrent(activity.Parent);
            }
        }
    }
}
