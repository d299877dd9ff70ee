using System.Diagnostics;
using Streaq.Tasks;

namespace Streaq.Telemetry;

/// <summary>Writes the trace context and the baggage into messages, and reads them out. This part writes.</summary>
internal static partial class Propagation
{
    public const string TraceParent = "traceparent";
    public const string TraceState = "tracestate";
    public const string Baggage = "baggage";

    /// <summary>The field of baggage for propagators older than W3C Baggage.</summary>
    private const string LegacyBaggage = "Correlation-Context";

    /// <summary>The most characters of <c>tracestate</c> that .NET's propagator carries; W3C recommends at least 512.</summary>
    private const int PropagatorTraceState = 256;

    /// <summary>The default propagator of .NET 10; every caller gets the same object.</summary>
    private static readonly DistributedContextPropagator W3C = DistributedContextPropagator.CreateW3CPropagator();

    [ThreadStatic]
    private static CarriedContext? t_last;

    private static readonly DistributedContextPropagator.PropagatorGetterCallback Getter = Get;
    private static readonly DistributedContextPropagator.PropagatorSetterCallback Setter = Set;

    /// <summary>Adds the headers of <paramref name="activity"/>. W3C fields that the application set itself stay as they are.</summary>
    /// <param name="activity">The span whose context travels.</param>
    /// <param name="headers">The application's headers.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="fields">The fields of a propagator of another format; <see langword="null"/> for none.</param>
    /// <returns>The headers; <see langword="null"/> when there is nothing to carry.</returns>
    public static Dictionary<string, string>? Inject(
        Activity? activity, Dictionary<string, string>? headers, QueueTelemetry queue, out Dictionary<string, string>? fields)
    {
        fields = null;
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
    /// Returns the span's own context when a task carries nothing else: W3C's fields and no baggage. Most tasks are like that, and it saves
    /// a dictionary.
    /// </summary>
    /// <param name="activity">The span.</param>
    /// <param name="listeners">Receives the exceptions of the propagator.</param>
    /// <param name="traceState">Its <c>tracestate</c>.</param>
    /// <returns><see langword="null"/> when the propagator has to inject.</returns>
    public static CarriedContext? Plain(Activity? activity, ListenerGuard listeners, out string? traceState)
    {
        traceState = null;
        if (activity is not { IdFormat: ActivityIdFormat.W3C } || !UsesTraceContext(activity, listeners))
        {
            return null;
        }

        traceState = activity.TraceStateString;
        // The tasks of a batch carry the same context.
        return t_last is { } last && last.Is(activity.Context) ? last : t_last = new CarriedContext(activity.Context);
    }

    /// <summary>
    /// Adds the context that <paramref name="message"/> carries, for a task that is enqueued inside an attempt without a span, because its
    /// worker has no listener. So the trace continues after the silent process.
    /// </summary>
    /// <param name="message">The message of the attempt.</param>
    /// <param name="headers">The application's headers for the new task.</param>
    /// <param name="fields">The fields of another format, which the silent process need not know.</param>
    /// <returns>The headers; <see langword="null"/> when there is nothing to carry.</returns>
    public static Dictionary<string, string>? PassOn(
        TaskMessage message, Dictionary<string, string>? headers, out Dictionary<string, string>? fields)
    {
        fields = null;
        if (headers?.ContainsKey(TraceParent) == true)
        {
            return headers;
        }

        // Fields that the next process can't read either are not passed on.
        var context = Carried(message);
        fields = HeaderRule.Valid(message.Details.ContextFields);
        if (context == default && fields is null)
        {
            return headers;
        }

        headers ??= new Dictionary<string, string>(4, StringComparer.OrdinalIgnoreCase);
        if (context != default)
        {
            headers.Add(TraceParent, message.TraceParent!);
        }

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
        // The propagator is user code that may have been compiled without nullable annotations.
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

    /// <summary>
    /// Receives the fields that a propagator sets: W3C's in the headers, from which they are taken later, and the others apart.
    /// </summary>
    private sealed class Carrier(Dictionary<string, string> headers)
    {
        public Dictionary<string, string> Headers => headers;

        public Dictionary<string, string>? Fields { get; set; }
    }
}
