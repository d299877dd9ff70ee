using System.Diagnostics;

namespace Streaq.Telemetry;

/// <summary>Decides whether the propagator has to be called, and which fields belong to it.</summary>
internal static partial class Propagation
{
    /// <summary>Whether only W3C's fields have to be read from a message, or written for a span.</summary>
    /// <param name="inside">The span whose context is to be written; <see langword="null"/> to read.</param>
    /// <param name="listeners">Receives the exceptions of the propagator.</param>
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
#pragma warning disable CA1031 // A propagator is user code: it injects and extracts itself then.
        catch (Exception e)
#pragma warning restore CA1031
        {
            listeners.Threw(e);
            return false;
        }
    }

    /// <summary>
    /// Removes the propagator's fields from an application's headers. Such a field was forwarded from another message and has that
    /// message's context.
    /// </summary>
    public static void DropFields(Dictionary<string, string> headers, ListenerGuard listeners)
    {
        foreach (var field in OwnFields(listeners))
        {
            headers.Remove(field);
        }
    }

    /// <summary>Returns the headers of a message without the propagator's fields, which the application did not set.</summary>
    public static IReadOnlyDictionary<string, string> WithoutFields(IReadOnlyDictionary<string, string> headers, ListenerGuard listeners)
    {
        var own = OwnFields(listeners);
        return own.Length > 0 && headers.Keys.Any(name => own.Contains(name, StringComparer.OrdinalIgnoreCase))
            ? headers.Where(header => !own.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
                .ToDictionary(StringComparer.OrdinalIgnoreCase)
            : headers;
    }

    /// <summary>Returns the fields of the current propagator other than W3C's.</summary>
    private static string[] OwnFields(ListenerGuard listeners)
    {
        var propagator = StreaqTelemetry.Propagator;
        if (ReferenceEquals(propagator, W3C))
        {
            return [];
        }

        try
        {
            // The propagator is user code that may have been compiled without nullable annotations.
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

    /// <summary>Whether the message has a place of its own for the field, or the application may set it.</summary>
    private static bool IsW3C(string name) =>
        name.Equals(TraceParent, StringComparison.OrdinalIgnoreCase) || name.Equals(TraceState, StringComparison.OrdinalIgnoreCase)
        || name.Equals(Baggage, StringComparison.OrdinalIgnoreCase) || name.Equals(LegacyBaggage, StringComparison.OrdinalIgnoreCase);
}
