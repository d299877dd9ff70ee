using System.Diagnostics;
using Streaq.Storage;
using Streaq.Tasks;
using static Streaq.Telemetry.TelemetryAttributes;

namespace Streaq.Telemetry;

/// <summary>
/// Telemetry of tasks on their way to a worker: by option <c>receive {queue}</c>, and <c>claim {queue}</c> when tasks were reclaimed.
/// </summary>
internal sealed class ReceiveTelemetry(QueueTelemetry queue)
{
    private const string Receive = "receive";

    /// <summary>Reports a read that returned tasks. A read without tasks is not reported, so an idle worker is silent.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="deliveries">The tasks that it returned.</param>
    /// <param name="began">When the read began.</param>
    /// <param name="seconds">Its duration, without the time for which it waited for tasks.</param>
    public void Received(string worker, List<Delivery> deliveries, DateTimeOffset began, double seconds)
    {
        // The span is current while the read is measured, so that exemplars lead to it.
        using var span = queue.TraceReceive && Spans.AreHeard
            ? Start(Receive, worker, deliveries.Count, began, Creations(deliveries))
            : default;
        if (TaskMetrics.ConsumedMessages.Enabled || TaskMetrics.OperationDuration.Enabled)
        {
            var tags = queue.OperationTags(Receive, Receive, taskName: null, errorType: null, isConsumer: true);
            TaskMetrics.ConsumedMessages.Add(queue.Listeners, deliveries.Count, tags);
            TaskMetrics.OperationDuration.Record(queue.Listeners, seconds, tags);
        }
    }

    /// <summary>Reports a read that failed.</summary>
    public void Failed(string worker, DateTimeOffset began, double seconds, Exception error)
    {
        using var span = StartFailed(worker, began);
        span.Fail(error);
        MeasureFailed(seconds, ExceptionText.Type(error));
    }

    /// <summary>Reports a read that was refused because the worker's lease is lost.</summary>
    public void Lost(string worker, DateTimeOffset began, double seconds)
    {
        using var span = StartFailed(worker, began);
        span.LoseLease();
        MeasureFailed(seconds, OutcomeName.For(TaskOutcome.LeaseLost));
    }

    /// <summary>Reports tasks that were taken back from workers whose lease ran out.</summary>
    public void Claimed(string worker, IReadOnlyList<ReclaimedTask> reclaimed, DateTimeOffset began)
    {
        using var span = Start("claim", worker, reclaimed.Count, began, reclaimed
            .Select(task => Propagation.Parse(task.PreviousTraceParent))
            .Where(context => context != default)
            .Take(QueueTelemetry.MaxLinks)
            .Select(context => SpanLink.To(context, SpanLink.PreviousAttempt)));
        if (TaskMetrics.LeaseReclaimed.Enabled)
        {
            TaskMetrics.LeaseReclaimed.Add(queue.Listeners, reclaimed.Count, new KeyValuePair<string, object?>(Destination, queue.Queue));
        }
    }

    private GuardedSpan StartFailed(string worker, DateTimeOffset began) =>
        queue.TraceReceive ? Start(Receive, worker, count: 0, began, links: []) : default;

    private void MeasureFailed(double seconds, string errorType)
    {
        if (TaskMetrics.OperationDuration.Enabled)
        {
            TaskMetrics.OperationDuration.Record(
                queue.Listeners, seconds, queue.OperationTags(Receive, Receive, taskName: null, errorType, isConsumer: true));
        }
    }

    private IEnumerable<ActivityLink> Creations(List<Delivery> deliveries) => deliveries
        .Select(delivery => Propagation.Extract(delivery.Message, queue.Listeners))
        .Where(context => context != default)
        .Distinct()
        .Take(QueueTelemetry.MaxLinks)
        .Select(context => SpanLink.To(context, SpanLink.Creation));

    /// <summary>Starts a root span and makes it current. Its end leaves no current span, as before in the worker's loop.</summary>
    private GuardedSpan Start(string operation, string worker, int count, DateTimeOffset began, IEnumerable<ActivityLink> links)
    {
        if (!Spans.AreHeard)
        {
            return default;
        }

        var tags = queue.Tags(operation, Receive, worker);
        tags.Add(ConsumerGroup, QueueTelemetry.Group);
        tags.Add(BatchCount, count);
        tags.Links.AddRange(links);
        return queue.Spans.StartUnder(parent: default, ActivityKind.Client, tags, $"{operation} {queue.Queue}", began);
    }
}
