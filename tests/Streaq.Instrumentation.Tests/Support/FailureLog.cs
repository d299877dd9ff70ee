using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace Streaq.Instrumentation.Tests.Support;

/// <summary>Records the package's reports about callbacks that threw.</summary>
public sealed class FailureLog : EventListener
{
    public ConcurrentQueue<IReadOnlyList<object?>> Failures { get; } = [];

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "OpenTelemetry-Instrumentation-Streaq")
        {
            EnableEvents(eventSource, EventLevel.Error);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventSource.Name == "OpenTelemetry-Instrumentation-Streaq")
        {
            Failures.Enqueue(eventData.Payload ?? (IReadOnlyList<object?>)[]);
        }
    }
}
