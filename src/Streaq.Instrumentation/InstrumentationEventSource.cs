using System.Diagnostics.Tracing;

namespace Streaq.Instrumentation;

/// <summary>Reports failures of this package. OpenTelemetry's self-diagnostics collect every event source with this prefix.</summary>
[EventSource(Name = "OpenTelemetry-Instrumentation-Streaq")]
internal sealed class InstrumentationEventSource : EventSource
{
    public static InstrumentationEventSource Log { get; } = new();

    private InstrumentationEventSource()
    {
    }

    [Event(1, Level = EventLevel.Error, Message = "The callback {0} threw an exception, which was ignored: {1}")]
    public void CallbackFailed(string callback, string exception) => WriteEvent(1, callback, exception);

    [Event(2, Level = EventLevel.Warning, Message = "AddStreaqTraceStore keeps nothing: this application has no queue. Call AddStreaq, and "
        + "set tracing up with services.AddOpenTelemetry().WithTracing(...)")]
    public void NoTraceStore() => WriteEvent(2);

    [Event(3, Level = EventLevel.Error, Message = "Spans were not kept, and are lost: {0}")]
    public void TracesNotSent(string exception) => WriteEvent(3, exception);
}
