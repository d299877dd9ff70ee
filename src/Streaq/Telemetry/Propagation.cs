using System.Diagnostics;
using Streaq.Tasks;

namespace Streaq.Telemetry;

/// <summary>The trace context and the baggage, into a message and out of it.</summary>
internal static class Propagation
{
    public const string TraceParent = "traceparent";
    public const string TraceState = "tracestate";
    public const string Baggage = "baggage";

    /// <summary>Where propagators older than W3C Baggage put it.</summary>
    private const string LegacyBaggage = "Correlation-Context";

    /// <summary>The characters of <c>tracestate</c> that .NET's propagator carries; W3C asks for 512 at least.</summary>
    private const int PropagatorTraceState = 256;

    /// <summary>The default of .NET 10; one object for all who ask.</summary>
    private static readonly DistributedContextPropagator W3C = DistributedContextPropagator.CreateW3CPropagator();

    private static readonly DistributedContextPropagator.PropagatorGetterCallback Getter = Get;
    private static readonly DistributedContextPropagator.PropagatorSetterCallback Setter = Set;

    /// <summary>
    /// Adds the headers of <paramref name="activity"/>; what W3C's the application set itself stays as it is.
    /// </summary>
    /// <param name="activity">The span whose context travels.</param>
    /// <param name="headers">The application's headers.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="fields">What a propagator of another format has to say; <see langword="null"/> for nothing.</param>
    /// <returns>The headers; <see langword="null"/> when there is nothing to carry.</returns>
    public static Dictionary<string, string>? Inject(
        Activity? activity, Dictionary<string, string>? headers, QueueTelemetry queue, out Dictionary<string, string>? fields)
    {
        fields = null;
        if (headers is { Count: > 0 })
        {
            DropFields(headers);
        }

        if (activity is null || headers?.ContainsKey(TraceParent) == true)
        {
            return headers;
        }

        headers ??= new Dictionary<string, string>(4, StringComparer.OrdinalIgnoreCase);
        var ownState = headers.ContainsKey(TraceState);
        var ownBaggage = headers.ContainsKey(Baggage) || headers.ContainsKey(LegacyBaggage);
        var carrier = new Carrier(headers);
        try
        {
            StreaqTelemetry.Propagator.Inject(activity, carrier, Setter);
        }
#pragma warning disable CA1031 // A propagator is user code, and the task is worth more than its trace.
        catch (Exception e)
#pragma warning restore CA1031
        {
            queue.Listeners.Threw(e);
        }

        fields = carrier.Fields;
        if (!ownState && activity.TraceStateString is { Length: > PropagatorTraceState } whole
            && string.Equals(headers.GetValueOrDefault(TraceParent), activity.Id, StringComparison.Ordinal))
        {
            headers[TraceState] = whole;
        }

        if (!ownBaggage)
        {
            Limit(headers, activity, queue.Baggage);
        }

        return headers;
    }

    /// <summary>
    /// Whether all that would be injected is the span's own id and state: .NET's propagator and no baggage, which is so for
    /// most tasks and saves a dictionary.
    /// </summary>
    public static bool IsPlain(Activity? activity, out string? traceParent, out string? traceState)
    {
        var plain = activity is { IdFormat: ActivityIdFormat.W3C }
            && ReferenceEquals(StreaqTelemetry.Propagator, W3C)
            && !activity.Baggage.Any();
        (traceParent, traceState) = plain ? (activity!.Id, activity.TraceStateString) : (null, null);
        return plain;
    }

    /// <summary>
    /// Adds the context that <paramref name="message"/> carries, for a task enqueued inside an attempt that has no span, because its
    /// worker has no listener: the trace goes on behind the silent process.
    /// </summary>
    /// <returns>The headers; <see langword="null"/> when there is nothing to carry.</returns>
    public static Dictionary<string, string>? PassOn(TaskMessage message, Dictionary<string, string>? headers)
    {
        // What can't be read by the next one either is not handed on.
        var context = headers?.ContainsKey(TraceParent) == true ? default : Parse(message.TraceParent, message.Details.TraceState);
        if (context == default)
        {
            return headers;
        }

        headers ??= new Dictionary<string, string>(4, StringComparer.OrdinalIgnoreCase);
        headers.Add(TraceParent, message.TraceParent!);
        if (context.TraceState is not null)
        {
            headers.TryAdd(TraceState, context.TraceState);
        }

        if (BaggageLimit.Take(message.Details.Baggage) is { } baggage)
        {
            headers.TryAdd(Baggage, baggage);
        }

        return headers;
    }

    /// <summary>The context that the message carries; default when it carries none that can be read.</summary>
    public static ActivityContext Extract(TaskMessage message, ListenerGuard listeners)
    {
        if (message.TraceParent is null && message.Details is { Headers: null, ContextFields: null })
        {
            return default;
        }

        if (ReferenceEquals(StreaqTelemetry.Propagator, W3C))
        {
            // What it would extract are the message's own fields.
            return Parse(message.TraceParent, message.Details.TraceState);
        }

        string? traceParent, traceState;
        try
        {
            StreaqTelemetry.Propagator.ExtractTraceIdAndState(message, Getter, out traceParent, out traceState);
        }
#pragma warning disable CA1031 // A propagator is user code: the task runs as the root of a trace.
        catch (Exception e)
#pragma warning restore CA1031
        {
            listeners.Threw(e);
            return default;
        }

        var cut = message.Details.TraceState is { Length: > PropagatorTraceState }
            && string.Equals(traceParent, message.TraceParent, StringComparison.Ordinal);
        return Parse(traceParent, cut ? message.Details.TraceState : traceState);
    }

    /// <summary>The context among the headers that the application gives a task; default for none.</summary>
    public static ActivityContext Given(IReadOnlyDictionary<string, string>? headers)
    {
        if (headers is not { Count: > 0 })
        {
            return default;
        }

        string? traceParent = null;
        string? traceState = null;
        // The application's dictionary may tell names apart by their case; headers are not told apart.
        foreach (var (name, value) in headers)
        {
            if (name.Equals(TraceParent, StringComparison.OrdinalIgnoreCase))
            {
                traceParent = value;
            }
            else if (name.Equals(TraceState, StringComparison.OrdinalIgnoreCase))
            {
                traceState = value;
            }
        }

        return Parse(traceParent, traceState);
    }

    public static ActivityContext Parse(string? traceParent, string? traceState = null) =>
        traceParent is not null && ActivityContext.TryParse(traceParent, TraceStateRule.Take(traceState), isRemote: true, out var context)
            ? context
            : default;

    /// <summary>The trace's id in a <c>traceparent</c>; <see langword="null"/> when it can't be read.</summary>
    public static string? TraceId(string? traceParent) =>
        Parse(traceParent) is var context && context != default ? context.TraceId.ToHexString() : null;

    /// <summary>Puts the message's baggage on the attempt's span.</summary>
    public static void RestoreBaggage(TaskMessage message, Activity activity, ListenerGuard listeners)
    {
        if (message.Details is { Baggage: null, Headers: null, ContextFields: null })
        {
            return;
        }

        try
        {
            foreach (var (name, value) in StreaqTelemetry.Propagator.ExtractBaggage(message, Getter) ?? [])
            {
                activity.AddBaggage(name, value);
            }
        }
#pragma warning disable CA1031 // The same.
        catch (Exception e)
#pragma warning restore CA1031
        {
            listeners.Threw(e);
        }
    }

    private static void Limit(Dictionary<string, string> headers, Activity activity, BaggageLimit limit)
    {
        var name = headers.ContainsKey(LegacyBaggage) ? LegacyBaggage : Baggage;
        var given = headers.GetValueOrDefault(name, "");
        var cut = limit.Cut(given, activity.Baggage);
        if (cut.Length == 0)
        {
            headers.Remove(name);
        }
        else if (cut.Length < given.Length)
        {
            headers[name] = cut;
        }
    }

    private static void Set(object? carrier, string name, string value)
    {
        // A propagator is user code, which the compiler may not have told of nulls.
        if (string.IsNullOrEmpty(name) || value is null)
        {
            return;
        }

        var into = (Carrier)carrier!;
        if (IsW3C(name))
        {
            into.Headers.TryAdd(name, value);
        }
        else
        {
            (into.Fields ??= new(StringComparer.OrdinalIgnoreCase))[name] = value;
        }
    }

    /// <summary>A header of the propagator's was forwarded from another message, whose context it is.</summary>
    private static void DropFields(Dictionary<string, string> headers)
    {
        var propagator = StreaqTelemetry.Propagator;
        if (ReferenceEquals(propagator, W3C))
        {
            return;
        }

        foreach (var field in propagator.Fields.Where(static field => !IsW3C(field)))
        {
            headers.Remove(field);
        }
    }

    /// <summary>Fields that have a place of their own in the message, or that the application may set.</summary>
    private static bool IsW3C(string name) =>
        name.Equals(TraceParent, StringComparison.OrdinalIgnoreCase) || name.Equals(TraceState, StringComparison.OrdinalIgnoreCase)
        || name.Equals(Baggage, StringComparison.OrdinalIgnoreCase) || name.Equals(LegacyBaggage, StringComparison.OrdinalIgnoreCase);

    private static void Get(object? carrier, string name, out string? value, out IEnumerable<string>? values)
    {
        var message = (TaskMessage)carrier!;
        values = null;
        value = name switch
        {
            TraceParent => message.TraceParent,
            TraceState => message.Details.TraceState,
            Baggage => message.Details.Baggage,
            _ => message.Details.ContextFields?.GetValueOrDefault(name) ?? message.Details.Headers?.GetValueOrDefault(name),
        };
    }

    /// <summary>Takes what a propagator sets: W3C's among the headers, from which they are taken, others apart.</summary>
    private sealed class Carrier(Dictionary<string, string> headers)
    {
        public Dictionary<string, string> Headers => headers;

        public Dictionary<string, string>? Fields { get; set; }
    }
}
