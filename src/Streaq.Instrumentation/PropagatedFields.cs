using OpenTelemetry.Context.Propagation;

namespace Streaq.Instrumentation;

/// <summary>The fields of a message in which a propagator keeps what it carries.</summary>
internal sealed class PropagatedFields
{
    public const string TraceParent = "traceparent";
    public const string TraceState = "tracestate";

    private static PropagatedFields? s_last;

    private readonly TextMapPropagator _propagator;
    private readonly bool _areW3C;

    private PropagatedFields(TextMapPropagator propagator)
    {
        var fields = propagator.Fields ?? new HashSet<string>(StringComparer.Ordinal);
        _propagator = propagator;
        _areW3C = fields.Contains(TraceParent) && fields.All(static field => field is TraceParent or TraceState or "baggage");
    }

    /// <summary>
    /// Whether the trace context is in the fields of <see href="https://www.w3.org/TR/trace-context/">W3C Trace Context</see> alone, as
    /// with OpenTelemetry's default propagator.
    /// </summary>
    public static bool AreW3C(TextMapPropagator propagator)
    {
        var last = Volatile.Read(ref s_last);
        if (!ReferenceEquals(last?._propagator, propagator))
        {
            Volatile.Write(ref s_last, last = new PropagatedFields(propagator));
        }

        return last!._areW3C;
    }
}
