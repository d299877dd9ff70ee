using System.Diagnostics;
using Streaq.Tasks;

namespace Streaq.Telemetry;

/// <summary>The trace context and the baggage, into a message and out of it.</summary>
internal static class Propagation
{
    public const string TraceParent = "traceparent";
    public const string TraceState = "tracestate";
    public const string Baggage = "baggage";

    /// <summary>The bytes of baggage that travel at most: what W3C Baggage asks every platform to carry.</summary>
    public const int MaxBaggage = 8_192;

    private static readonly DistributedContextPropagator.PropagatorGetterCallback Getter = Get;
    private static readonly DistributedContextPropagator.PropagatorSetterCallback Setter = Set;

    /// <summary>
    /// Adds the headers of <paramref name="activity"/>; what the application set itself stays as it is.
    /// </summary>
    /// <returns>The headers; <see langword="null"/> when there is nothing to carry.</returns>
    public static Dictionary<string, string>? Inject(Activity? activity, Dictionary<string, string>? headers)
    {
        if (activity is null || headers?.ContainsKey(TraceParent) == true)
        {
            return headers;
        }

        headers ??= new Dictionary<string, string>(4, StringComparer.OrdinalIgnoreCase);
        StreaqTelemetry.Propagator.Inject(activity, headers, Setter);
        return headers;
    }

    /// <summary>
    /// Adds what <paramref name="message"/> carries, for a task enqueued inside one whose attempt has no span because nobody
    /// listens in its worker: the trace goes on behind the silent process.
    /// </summary>
    /// <returns>The headers; <see langword="null"/> when there is nothing to carry.</returns>
    public static Dictionary<string, string>? PassOn(TaskMessage message, Dictionary<string, string>? headers)
    {
        if (message.TraceParent is null || headers?.ContainsKey(TraceParent) == true)
        {
            return headers;
        }

        headers ??= new Dictionary<string, string>(4, StringComparer.OrdinalIgnoreCase);
        headers.Add(TraceParent, message.TraceParent);
        if (message.TraceState is not null)
        {
            headers.TryAdd(TraceState, message.TraceState);
        }

        if (message.Baggage is not null)
        {
            headers.TryAdd(Baggage, message.Baggage);
        }

        return headers;
    }

    /// <summary>The context that the message carries; default when it carries none that can be read.</summary>
    public static ActivityContext Extract(TaskMessage message)
    {
        if (message.TraceParent is null && message.Headers is null)
        {
            return default;
        }

        StreaqTelemetry.Propagator.ExtractTraceIdAndState(message, Getter, out var traceParent, out var traceState);
        return Parse(traceParent, traceState);
    }

    public static ActivityContext Parse(string? traceParent, string? traceState = null) =>
        traceParent is not null && ActivityContext.TryParse(traceParent, traceState, isRemote: true, out var context) ? context : default;

    /// <summary>Puts the message's baggage on the attempt's span.</summary>
    public static void RestoreBaggage(TaskMessage message, Activity activity)
    {
        if (message.Baggage is null && message.Headers is null)
        {
            return;
        }

        foreach (var (name, value) in StreaqTelemetry.Propagator.ExtractBaggage(message, Getter) ?? [])
        {
            activity.AddBaggage(name, value);
        }
    }

    private static void Set(object? carrier, string name, string value)
    {
        var headers = (Dictionary<string, string>)carrier!;
        if (name.Equals(Baggage, StringComparison.OrdinalIgnoreCase) || name.Equals("Correlation-Context", StringComparison.OrdinalIgnoreCase))
        {
            value = BaggageLimit.Cut(value);
            if (value.Length == 0)
            {
                return;
            }
        }

        headers.TryAdd(name, value);
    }

    private static void Get(object? carrier, string name, out string? value, out IEnumerable<string>? values)
    {
        var message = (TaskMessage)carrier!;
        values = null;
        value = name switch
        {
            TraceParent => message.TraceParent,
            TraceState => message.TraceState,
            Baggage => message.Baggage,
            _ => message.Headers?.GetValueOrDefault(name),
        };
    }
}
