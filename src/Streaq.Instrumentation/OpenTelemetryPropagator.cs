using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;

namespace Streaq.Instrumentation;

/// <summary>
/// Lets tasks carry what OpenTelemetry's propagator carries: W3C, B3 or another format, and <see cref="Baggage.Current"/>.
/// </summary>
/// <remarks>
/// <see cref="Propagators.DefaultTextMapPropagator"/> is read at every call, so it may be set before or after the provider is built.
/// </remarks>
internal sealed class OpenTelemetryPropagator : DistributedContextPropagator
{
    private static readonly OpenTelemetryPropagator Instance = new();

    private static TextMapPropagator Propagator => Propagators.DefaultTextMapPropagator;

    public override IReadOnlyCollection<string> Fields => [.. Propagator.Fields ?? new HashSet<string>(StringComparer.Ordinal)];

    /// <summary>Makes Streaq use it, unless the application has set a propagator of its own.</summary>
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
        // Whatever the format in the message, Streaq is given W3C's.
        traceId = context.IsValid() ? $"00-{context.TraceId}-{context.SpanId}-{(int)context.TraceFlags:x2}" : null;
        traceState = context.TraceState;
    }

    /// <returns>The baggage; as a side effect it is <see cref="Baggage.Current"/> from here on when an attempt's span is current.</returns>
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

    /// <summary>The current baggage and that of the span; where both have a name, the current one's value.</summary>
    private static Baggage Merge(Activity activity)
    {
        var current = Baggage.Current;
        Dictionary<string, string>? merged = null;
        foreach (var (name, value) in activity.Baggage)
        {
            if (!string.IsNullOrEmpty(value) && current.GetBaggage(name) is null)
            {
                merged ??= new(current.GetBaggage(), StringComparer.OrdinalIgnoreCase);
                merged.TryAdd(name, value);
            }
        }

        return merged is null ? current : Baggage.Create(merged);
    }
}
