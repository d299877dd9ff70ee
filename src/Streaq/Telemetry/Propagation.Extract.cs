using System.Diagnostics;
using Streaq.Tasks;

namespace Streaq.Telemetry;

/// <summary>Reads the trace context and the baggage out of messages.</summary>
internal static partial class Propagation
{
    /// <summary>Returns the context that the message carries; default when it carries none that can be read.</summary>
    public static ActivityContext Extract(TaskMessage message, ListenerGuard listeners)
    {
        if (message.Creation is null && message.Details is { Headers: null, ContextFields: null })
        {
            return default;
        }

        if (UsesTraceContext(inside: null, listeners))
        {
            // The propagator would extract the message's own fields.
            return Carried(message);
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

        if (traceParent is null)
        {
            // A propagator of another format does not see a context that an application has set, or that a process with W3C's propagator
            // has sent.
            return Carried(message);
        }

        var cut = message.Details.TraceState is { Length: > PropagatorTraceState }
            && string.Equals(traceParent, message.TraceParent, StringComparison.Ordinal);
        return Parse(traceParent, cut ? message.Details.TraceState : traceState);
    }

    /// <summary>Returns the context in the headers that the application gives a task; default for none.</summary>
    public static ActivityContext Given(IReadOnlyDictionary<string, string>? headers)
    {
        if (headers is not { Count: > 0 })
        {
            return default;
        }

        string? traceParent = null;
        string? traceState = null;
        // The application's dictionary may distinguish names by their case; headers do not.
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

    /// <summary>Returns the context in the message's W3C fields.</summary>
    private static ActivityContext Carried(TaskMessage message) =>
        message.Creation?.WithState(TraceStateRule.Take(message.Details.TraceState)) ?? default;

    public static ActivityContext Parse(string? traceParent, string? traceState = null) =>
        traceParent is not null && ActivityContext.TryParse(traceParent, TraceStateRule.Take(traceState), isRemote: true, out var context)
            ? context
            : default;

    /// <summary>Returns the trace's id in a <c>traceparent</c>; <see langword="null"/> when it can't be read.</summary>
    public static string? TraceId(string? traceParent) =>
        Parse(traceParent) is var context && context != default ? context.TraceId.ToHexString() : null;

    /// <summary>Adds the message's baggage to the attempt's span.</summary>
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
#pragma warning disable CA1031 // A propagator is user code: the task runs without the baggage.
        catch (Exception e)
#pragma warning restore CA1031
        {
            listeners.Threw(e);
        }
    }

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
}
