using System.Diagnostics;

namespace Streaq.Telemetry;

/// <summary>
/// Starts all spans. Samplers, processors and listeners to <see cref="Activity.CurrentChanged"/> are user code, and their exceptions do not
/// leave this class.
/// </summary>
internal sealed class Spans(QueueTelemetry queue)
{
    /// <summary>Receives the exceptions of user code.</summary>
    public ListenerGuard Listeners => queue.Listeners;

    /// <summary>Whether exceptions that end spans are also events of these spans.</summary>
    public bool RecordsExceptions => queue.RecordException;

    /// <summary>Whether a span has started before the store's address was known.</summary>
    public bool MayLackAddress { get; set; }

    /// <summary>
    /// Adds the store's address to a span that is about to end, if the address became known meanwhile: the first call opens the store.
    /// </summary>
    public void Locate(Activity activity)
    {
        if (MayLackAddress && queue.Address is { } address && activity is { IsStopped: false }
            && activity.GetTagItem(TelemetryAttributes.ServerAddress) is null)
        {
            activity.SetTag(TelemetryAttributes.ServerAddress, address.Host);
            activity.SetTag(TelemetryAttributes.ServerPort, address.PortValue);
        }
    }

    /// <summary>Whether a listener wants spans.</summary>
    public static bool AreHeard => StreaqTelemetry.Source?.HasListeners() == true;

    /// <summary>The clock that .NET uses for the start of spans. No <see cref="TimeProvider"/> changes it.</summary>
    public static DateTime UtcNow => DateTime.UtcNow;

    /// <summary>The span inside which the caller runs.</summary>
    public static Activity? Current => Activity.Current;

    /// <summary>Starts a span under the current one, and makes it current.</summary>
    public GuardedSpan Start(ActivityKind kind, SpanTags tags, string name) => Start(kind, parent: default, tags, name, began: default);

    /// <summary>Starts a span under <paramref name="parent"/>, or a root, never under the current one; makes it current.</summary>
    public GuardedSpan StartUnder(ActivityContext parent, ActivityKind kind, SpanTags tags, string name, DateTimeOffset began = default)
    {
        // With a default parent, .NET takes the current span as the parent.
        MakeCurrent(null);
        return Start(kind, parent, tags, name, began);
    }

    /// <summary>Does the same for loops, which have no current span. The span does not become the current one.</summary>
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

    /// <summary>
    /// Returns the span that has started although a listener threw, so that one listener does not keep the others from the rest of the
    /// trace.
    /// </summary>
    private static Activity? StartedSince(Activity? before) =>
        Activity.Current is { } current && !ReferenceEquals(current, before) && ReferenceEquals(current.Source, StreaqTelemetry.Source)
            ? current
            : null;
}
