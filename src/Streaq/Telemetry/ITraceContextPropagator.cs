using System.Diagnostics;

namespace Streaq;

/// <summary>
/// An optional interface of a <see cref="DistributedContextPropagator"/>. It reports when the propagator would carry a span's context in
/// <c>traceparent</c> and <c>tracestate</c> only; Streaq then reads and writes these two fields itself, which is faster.
/// </summary>
/// <remarks>
/// The fields are those of <see href="https://www.w3.org/TR/trace-context/">W3C Trace Context</see>. Streaq calls every other propagator to
/// inject and to extract, except .NET's own of <see cref="DistributedContextPropagator.CreateW3CPropagator"/>.
/// </remarks>
public interface ITraceContextPropagator
{
    /// <summary>Whether the trace context of messages is in those two fields alone. Read for every message, since it may change.</summary>
    bool UsesTraceContext { get; }

    /// <summary>Returns whether there is baggage to carry for a task that is enqueued inside a span.</summary>
    /// <param name="activity">The span whose context travels.</param>
    /// <returns><see langword="true"/> if the propagator has to inject.</returns>
    bool HasBaggage(Activity activity);
}
