using static Streaq.Telemetry.TelemetryAttributes;

namespace Streaq.Telemetry;

/// <summary>How busy the workers of a queue are, and the leases they lose. Summed over replicas the values are the queue's.</summary>
internal sealed class WorkerTelemetry(QueueTelemetry queue)
{
    private readonly KeyValuePair<string, object?> _queue = new(Destination, queue.Queue);

    public void Joined(int concurrency) => TaskMetrics.ConcurrencyLimit.Add(queue.Listeners, concurrency, _queue);

    public void Left(int concurrency) => TaskMetrics.ConcurrencyLimit.Add(queue.Listeners, -concurrency, _queue);

    public void AttemptBegan() => TaskMetrics.WorkerActive.Add(queue.Listeners, 1, _queue);

    public void AttemptEnded() => TaskMetrics.WorkerActive.Add(queue.Listeners, -1, _queue);

    public void LeaseLost() => TaskMetrics.LeaseLost.Add(queue.Listeners, 1, _queue);
}
