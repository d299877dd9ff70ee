using System.Diagnostics.Tracing;

namespace Streaq.Instrumentation;

/// <summary>Where this package tells of its own failures; OpenTelemetry's self-diagnostics collect every source of this prefix.</summary>
[EventSource(Name = "OpenTelemetry-Instrumentation-Streaq")]
internal sealed class InstrumentationEventSource : EventSource
{
    public static InstrumentationEventSource Log { get; } = new();

    private InstrumentationEventSource()
    {
    }

    [Event(1, Level = EventLevel.Error, Message = "The callback {0} threw and was passed over: {1}")]
    public void CallbackFailed(string callback, string exception) => WriteEvent(1, callback, exception);
}
