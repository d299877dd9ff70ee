using System.Diagnostics;
using static Streaq.Telemetry.TelemetryAttributes;

namespace Streaq.Telemetry;

/// <summary>Telemetry of a client that awaits a result: <c>wait X</c>, by option.</summary>
internal sealed class WaitTelemetry(QueueTelemetry queue)
{
    /// <param name="taskId">The awaited task.</param>
    /// <param name="taskName">Its name; <see langword="null"/> for a handle made from an id alone, whose span has the queue's name.</param>
    public GuardedSpan Start(string taskId, string? taskName)
    {
        if (!queue.TraceWait || !Spans.AreHeard)
        {
            return default;
        }

        var tags = queue.Tags("wait", type: null);
        tags.Add(MessageId, taskId);
        if (taskName is not null)
        {
            tags.Add(TaskName, taskName);
        }

        return queue.Spans.Start(ActivityKind.Client, tags, $"wait {taskName ?? queue.Queue}");
    }
}
