using static Streaq.Telemetry.TelemetryAttributes;

namespace Streaq.Telemetry;

/// <summary>How busy a worker of a queue is, and the leases it loses. Summed over replicas the values are the queue's.</summary>
internal sealed class WorkerTelemetry(QueueTelemetry queue)
{
    private readonly KeyValuePair<string, object?> _queue = new(Destination, queue.Queue);
    private WorkerGauges? _gauges;

    public void Joined(int concurrency) => _gauges = new WorkerGauges(queue.Queue, concurrency);

    public void Left() => _gauges?.Remove();

    public void AttemptBegan() => _gauges?.Began();

    public void AttemptEnded() => _gauges?.Ended();

    public void LeaseLost() => TaskMetrics.LeaseLost.Add(queue.Listeners, 1, _queue);
}
