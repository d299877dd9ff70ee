using static Streaq.Telemetry.TelemetryAttributes;

namespace Streaq.Telemetry;

/// <summary>Tasks that their limits hold back. The span of the attempt tells how long; before it there is none.</summary>
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
