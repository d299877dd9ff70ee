using System.Diagnostics;

namespace Streaq.Telemetry;

/// <summary>Whether the propagator has to be asked, and what is its own.</summary>
internal static partial class Propagation
{
    /// <summary>Whether W3C's fields are all that is read of a message, or all that is to be written for a span.</summary>
    /// <param name="inside">The span whose context is to be written; <see langword="null"/> to read.</param>
    /// <param name="listeners">Takes what the propagator throws.</param>
    private static bool UsesTraceContext(Activity? inside, ListenerGuard listeners)
    {
        var propagator = StreaqTelemetry.Propagator;
        if (ReferenceEquals(propagator, W3C))
        {
            return inside?.Baggage.Any() is not true;
        }

        try
        {
            return propagator is ITraceContextPropagator { UsesTraceContext: true } plain && (inside is null || !plain.HasBaggage(inside));
        }
#pragma warning disable CA1031 // A propagator is user code: it is asked the long way.
        catch (Exception e)
#pragma warning restore CA1031
        {
            listeners.Threw(e);
            return false;
        }
    }

    /// <summary>
    /// Takes the propagator's fields out of an application's headers: one that is there was forwarded from another message, whose context
    /// it is.
    /// </summary>
    public static void DropFields(Dictionary<string, string> headers, ListenerGuard listeners)
    {
        foreach (var field in OwnFields(listeners))
        {
            headers.Remove(field);
        }
    }

    /// <summary>The headers of a message without those fields, which no application has set.</summary>
    public static IReadOnlyDictionary<string, string> WithoutFields(IReadOnlyDictionary<string, string> headers, ListenerGuard listeners)
    {
        var own = OwnFields(listeners);
        return own.Length > 0 && headers.Keys.Any(name => own.Contains(name, StringComparer.OrdinalIgnoreCase))
            ? headers.Where(header => !own.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
                .ToDictionary(StringComparer.OrdinalIgnoreCase)
            : headers;
    }

    /// <summary>The fields of the propagator in use that are none of W3C's.</summary>
    private static string[] OwnFields(ListenerGuard listeners)
    {
        var propagator = StreaqTelemetry.Propagator;
        if (ReferenceEquals(propagator, W3C))
        {
            return [];
        }

        try
        {
            // User code, which the compiler may not have told of nulls.
            return propagator is ITraceContextPropagator { UsesTraceContext: true }
                ? []
                : [.. ((IEnumerable<string?>?)propagator.Fields ?? []).OfType<string>().Where(static field => !IsW3C(field))];
        }
#pragma warning disable CA1031 // A propagator is user code, and the task is worth more than its trace.
        catch (Exception e)
#pragma warning restore CA1031
        {
            listeners.Threw(e);
            return [];
        }
    }

    /// <summary>Fields that have a place of their own in the message, or that the application may set.</summary>
    private static bool IsW3C(string name) =>
        name.Equals(TraceParent, StringComparison.OrdinalIgnoreCase) || name.Equals(TraceState, StringComparison.OrdinalIgnoreCase)
        || name.Equals(Baggage, StringComparison.OrdinalIgnoreCase) || name.Equals(LegacyBaggage, StringComparison.OrdinalIgnoreCase);
}
