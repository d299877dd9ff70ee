using static Streaq.Telemetry.TelemetryAttributes;

namespace Streaq.Telemetry;

/// <summary>Counts tasks that their limits hold back. The span of the later attempt has the time; until then there is no span.</summary>
internal sealed class LimitTelemetry(QueueTelemetry queue)
{
    public void Limited(string taskName)
    {
        if (TaskMetrics.Limited.Enabled)
        {
            TaskMetrics.Limited.Add(queue.Listeners, 1, new(Destination, queue.Queue), new(TaskName, taskName));
        }
    }
}
