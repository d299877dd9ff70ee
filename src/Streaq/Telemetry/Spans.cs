using System.Diagnostics;

namespace Streaq.Telemetry;

/// <summary>
/// The one way in which spans start. Samplers, processors and who listens to <see cref="Activity.CurrentChanged"/> are user code: what
/// they throw ends here.
/// </summary>
internal sealed class Spans(QueueTelemetry queue)
{
    /// <summary>Takes what user code throws.</summary>
    public ListenerGuard Listeners => queue.Listeners;

    /// <summary>Whether exceptions that end spans are events of these as well.</summary>
    public bool RecordsExceptions => queue.RecordException;

    /// <summary>Whether a span has started before it was known where the store is.</summary>
    public bool MayLackAddress { get; set; }

    /// <summary>Says on a span that is about to end where the store is, if that was found out meanwhile: the first call opens it.</summary>
    public void Locate(Activity activity)
    {
        if (MayLackAddress && queue.Address is { } address && activity is { IsStopped: false }
            && activity.GetTagItem(TelemetryAttributes.ServerAddress) is null)
        {
            activity.SetTag(TelemetryAttributes.ServerAddress, address.Host);
            activity.SetTag(TelemetryAttributes.ServerPort, address.PortValue);
        }
    }

    /// <summary>Whether there is any use in a span.</summary>
    public static bool AreHeard => StreaqTelemetry.Source?.HasListeners() == true;

    /// <summary>The clock from which .NET takes the starts of spans, which no <see cref="TimeProvider"/> changes.</summary>
    public static DateTime UtcNow => DateTime.UtcNow;

    /// <summary>The span inside which the caller runs.</summary>
    public static Activity? Current => Activity.Current;

    /// <summary>Starts a span under the current one, and makes it current.</summary>
    public GuardedSpan Start(ActivityKind kind, SpanTags tags, string name) => Start(kind, parent: default, tags, name, began: default);

    /// <summary>Starts a span under <paramref name="parent"/>, or a root, never under the current one; makes it current.</summary>
    public GuardedSpan StartUnder(ActivityContext parent, ActivityKind kind, SpanTags tags, string name, DateTimeOffset began = default)
    {
        // A default parent still means "whatever is current".
        MakeCurrent(null);
        return Start(kind, parent, tags, name, began);
    }

    /// <summary>The same for loops, which have no current span: it does not become the current one.</summary>
    public GuardedSpan StartDetached(ActivityContext parent, ActivityKind kind, SpanTags tags, string name, DateTimeOffset began = default)
    {
        var span = StartUnder(parent, kind, tags, name, began);
        MakeCurrent(null);
        return span;
    }

    /// <summary>Makes a span the current one.</summary>
    public void MakeCurrent(Activity? activity)
    {
        try
        {
            Activity.Current = activity;
        }
#pragma warning disable CA1031 // A handler of CurrentChanged is user code.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Listeners.Threw(e);
        }
    }

    private GuardedSpan Start(ActivityKind kind, ActivityContext parent, SpanTags tags, string name, DateTimeOffset began)
    {
        var before = Activity.Current;
        Activity? activity;
        try
        {
            activity = StreaqTelemetry.Source?.StartActivity(kind, parent, tags, tags.Links.Count > 0 ? tags.Links : null, began, name);
            tags.Free();
        }
#pragma warning disable CA1031 // Samplers and processors are user code.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Listeners.Threw(e);
            activity = StartedSince(before);
        }

        return new GuardedSpan(activity, this);
    }

    /// <summary>A span starts before its listeners hear of it, so one of them can't keep the others from the rest of the trace.</summary>
    private static Activity? StartedSince(Activity? before) =>
        Activity.Current is { } current && !ReferenceEquals(current, before) && ReferenceEquals(current.Source, StreaqTelemetry.Source)
            ? current
            : null;
}
