using System.Diagnostics;
using OpenTelemetry.Context.Propagation;

namespace Streaq.Instrumentation;

/// <summary>The fields of a message that a propagator writes.</summary>
internal sealed class PropagatedFields
{
    private const string TraceParent = "traceparent";
    private const string TraceState = "tracestate";

    private static readonly string[] W3C = [TraceParent, TraceState, "baggage"];

    private static PropagatedFields? s_last;

    private readonly TextMapPropagator _propagator;
    private readonly bool _areW3C;

    private PropagatedFields(TextMapPropagator propagator)
    {
        _propagator = propagator;
        // The application's own propagator, alone or inside a composite, may write other content into the same fields.
        var type = propagator.GetType();
        _areW3C = (type == typeof(TraceContextPropagator) || type == typeof(CompositeTextMapPropagator))
            && propagator.Fields is { } fields && fields.IsSubsetOf(W3C) && WritesTraceContext(propagator);
    }

    /// <summary>
    /// Whether the trace context is in the fields of <see href="https://www.w3.org/TR/trace-context/">W3C Trace Context</see> alone, as
    /// OpenTelemetry's default propagator writes them.
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

    /// <summary>Whether the propagator writes and reads a sample context in the format of W3C.</summary>
    private static bool WritesTraceContext(TextMapPropagator propagator)
    {
        var context = new ActivityContext(
            ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded, "a=1", isRemote: true);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        propagator.Inject(new PropagationContext(context, default), fields, static (into, name, value) => into[name] = value);
        return fields.Remove(TraceParent, out var traceParent) && fields.Remove(TraceState, out var traceState) && fields.Count == 0
            && string.Equals(traceParent, $"00-{context.TraceId}-{context.SpanId}-01", StringComparison.Ordinal)
            && string.Equals(traceState, context.TraceState, StringComparison.Ordinal)
            && Read(propagator, traceParent, traceState) == context;
    }

    private static ActivityContext Read(TextMapPropagator propagator, string traceParent, string traceState)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal) { [TraceParent] = traceParent, [TraceState] = traceState };
        return propagator.Extract(
            default, fields, static (from, name) => from.TryGetValue(name, out var value) ? [value] : []).ActivityContext;
    }
}
