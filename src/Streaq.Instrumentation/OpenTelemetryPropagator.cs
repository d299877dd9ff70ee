using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;

namespace Streaq.Instrumentation;

/// <summary>
/// Propagates trace context and <see cref="Baggage.Current"/> with tasks through OpenTelemetry's propagator: in W3C, B3 or another format.
/// </summary>
/// <remarks>
/// <see cref="Propagators.DefaultTextMapPropagator"/> is read at every call, so it may be set before or after the provider is built.
/// </remarks>
internal sealed class OpenTelemetryPropagator : DistributedContextPropagator, ITraceContextPropagator
{
    private static readonly OpenTelemetryPropagator Instance = new();

    private static TextMapPropagator Propagator => Propagators.DefaultTextMapPropagator;

    public override IReadOnlyCollection<string> Fields => [.. Propagator.Fields ?? new HashSet<string>(StringComparer.Ordinal)];

    public bool UsesTraceContext => PropagatedFields.AreW3C(Propagator);

    public bool HasBaggage(Activity activity) => AttemptBaggage.HasCurrent || activity.Baggage.Any();

    /// <summary>Makes Streaq use this propagator, unless the application has set one of its own.</summary>
    public static void Install()
    {
        if (ReferenceEquals(StreaqTelemetry.Propagator, Current))
        {
            StreaqTelemetry.Propagator = Instance;
        }
    }

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter)
    {
        if (activity is not null && setter is not null)
        {
            Propagator.Inject(
                new PropagationContext(activity.Context, Merge(activity)),
                (carrier, setter),
                static (target, name, value) => target.setter(target.carrier, name, value));
        }
    }

    public override void ExtractTraceIdAndState(
        object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState)
    {
        var context = Extract(carrier, getter).ActivityContext;
        // Streaq expects the format of W3C, whatever format the message has.
        traceId = context.IsValid() ? $"00-{context.TraceId}-{context.SpanId}-{(int)context.TraceFlags:x2}" : null;
        traceState = context.TraceState;
    }

    /// <returns>The baggage. When an attempt's span is current, it also becomes <see cref="Baggage.Current"/>.</returns>
    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter)
    {
        var baggage = Extract(carrier, getter).Baggage;
        if (AttemptBaggage.IsAttempt(Activity.Current))
        {
            AttemptBaggage.Set(baggage);
        }

        return baggage.GetBaggage().Select(entry => new KeyValuePair<string, string?>(entry.Key, entry.Value));
    }

    private static PropagationContext Extract(object? carrier, PropagatorGetterCallback? getter) =>
        getter is null
            ? default
            : Propagator.Extract(default, (carrier, getter), static (source, name) => Read(source.carrier, source.getter, name));

    private static IEnumerable<string> Read(object? carrier, PropagatorGetterCallback getter, string name)
    {
        getter(carrier, name, out var value, out var values);
        return values ?? (value is null ? [] : [value]);
    }

    /// <summary>
    /// Merges the current baggage and that of the span. An attempt begins with the same entries in both. A later change in either one
    /// counts; where both have changed, that of the current baggage.
    /// </summary>
    private static Baggage Merge(Activity activity)
    {
        var (current, restored) = (Baggage.Current, AttemptBaggage.RestoredFor(activity));
        var span = OfSpan(activity);
        if (span.Count == 0 && restored.Count == 0)
        {
            return current;
        }

        var merged = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in current.GetBaggage())
        {
            // Unchanged in the current baggage, so the span's value counts. If the span has none, it was removed there.
            if (!IsRestored(name, value))
            {
                merged[name] = value;
            }
            else if (span.TryGetValue(name, out var newer))
            {
                merged[name] = newer;
            }
        }

        foreach (var (name, value) in span)
        {
            if (!IsRestored(name, value))
            {
                merged.TryAdd(name, value);
            }
        }

        return Baggage.Create(merged);

        bool IsRestored(string name, string value) => string.Equals(restored.GetBaggage(name), value, StringComparison.Ordinal);
    }

    /// <summary>Returns the newest value of each name. <see cref="Activity.Baggage"/> has the newest first.</summary>
    private static Dictionary<string, string> OfSpan(Activity activity)
    {
        var all = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in activity.Baggage)
        {
            if (!string.IsNullOrEmpty(value))
            {
                all.TryAdd(name, value);
            }
        }

        return all;
    }
}
