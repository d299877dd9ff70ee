using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Streaq.Telemetry;

using Tag = KeyValuePair<string, object?>;

/// <summary>A counter that catches the exceptions of its listeners.</summary>
internal sealed class TaskCounter(string name, string unit, string description)
{
    private readonly Counter<long>? _counter =
        ListenerGuard.Create(() => StreaqTelemetry.Meter.CreateCounter<long>(name, unit, description));

    public bool Enabled => _counter?.Enabled == true;

    public void Add(ListenerGuard listeners, long delta, params ReadOnlySpan<Tag> tags)
    {
        try
        {
            _counter?.Add(delta, tags);
        }
#pragma warning disable CA1031 // Listeners are user code.
        catch (Exception e)
#pragma warning restore CA1031
        {
            listeners.Threw(e);
        }
    }

    public void Add(ListenerGuard listeners, long delta, in TagList tags)
    {
        try
        {
            _counter?.Add(delta, in tags);
        }
#pragma warning disable CA1031 // Listeners are user code.
        catch (Exception e)
#pragma warning restore CA1031
        {
            listeners.Threw(e);
        }
    }
}

/// <summary>A histogram that catches the exceptions of its listeners.</summary>
internal sealed class TaskHistogram<T>(string name, string unit, string description, InstrumentAdvice<T> advice) where T : struct
{
    private readonly Histogram<T>? _histogram =
        ListenerGuard.Create(() => StreaqTelemetry.Meter.CreateHistogram(name, unit, description, tags: null, advice));

    public bool Enabled => _histogram?.Enabled == true;

    public void Record(ListenerGuard listeners, T value, params ReadOnlySpan<Tag> tags)
    {
        try
        {
            _histogram?.Record(value, tags);
        }
#pragma warning disable CA1031 // Listeners are user code.
        catch (Exception e)
#pragma warning restore CA1031
        {
            listeners.Threw(e);
        }
    }

    public void Record(ListenerGuard listeners, T value, in TagList tags)
    {
        try
        {
            _histogram?.Record(value, in tags);
        }
#pragma warning disable CA1031 // Listeners are user code.
        catch (Exception e)
#pragma warning restore CA1031
        {
            listeners.Threw(e);
        }
    }
}
