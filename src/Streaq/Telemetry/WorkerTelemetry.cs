using static Streaq.Telemetry.TelemetryAttributes;

namespace Streaq.Telemetry;

/// <summary>Telemetry of a worker: its load, and the leases it loses. The sum over all replicas is the value of the queue.</summary>
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
