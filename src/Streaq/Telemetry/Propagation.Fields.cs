using System.Diagnostics;

namespace Streaq.Telemetry;

/// <summary>Whether the propagator has to be asked.</summary>
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
}
