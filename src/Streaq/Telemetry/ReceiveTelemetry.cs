using System.Diagnostics;
using Streaq.Storage;
using static Streaq.Telemetry.TelemetryAttributes;

namespace Streaq.Telemetry;

/// <summary>
/// Tasks on their way to a worker: by option <c>receive {queue}</c>, and <c>claim {queue}</c> when something was reclaimed.
/// </summary>
internal sealed class ReceiveTelemetry(QueueTelemetry queue)
{
    private const string Receive = "receive";

    /// <summary>Tells of a read that brought tasks. A read that brought none leaves no trace: an idle worker is silent.</summary>
    public void Received(string worker, int count, DateTimeOffset began, double seconds)
    {
        if (TaskMetrics.ConsumedMessages.Enabled || TaskMetrics.OperationDuration.Enabled)
        {
            var tags = queue.OperationTags(Receive, Receive, taskName: null, errorType: null);
            TaskMetrics.ConsumedMessages.Add(queue.Listeners, count, tags);
            TaskMetrics.OperationDuration.Record(queue.Listeners, seconds, tags);
        }

        if (queue.TraceReceive)
        {
            Emit(Receive, worker, count, began, links: []);
        }
    }

    /// <summary>Tells of tasks taken back from workers whose lease ran out.</summary>
    public void Claimed(string worker, IReadOnlyList<ReclaimedTask> reclaimed, DateTimeOffset began)
    {
        if (TaskMetrics.LeaseReclaimed.Enabled)
        {
            TaskMetrics.LeaseReclaimed.Add(queue.Listeners, reclaimed.Count, new KeyValuePair<string, object?>(Destination, queue.Queue));
        }

        Emit("claim", worker, reclaimed.Count, began, reclaimed
            .Select(task => Propagation.Parse(task.PreviousTraceParent))
            .Where(context => context != default)
            .Take(QueueTelemetry.MaxLinks)
            .Select(context => SpanLink.To(context, SpanLink.PreviousAttempt)));
    }

    private void Emit(string operation, string worker, int count, DateTimeOffset began, IEnumerable<ActivityLink> links)
    {
        if (!Spans.AreHeard)
        {
            return;
        }

        var tags = queue.Tags(operation, Receive);
        tags.Add(ClientId, worker);
        tags.Add(ConsumerGroup, QueueTelemetry.Group);
        tags.Add(BatchCount, count);
        tags.Links.AddRange(links);
        queue.Spans.StartDetached(parent: default, ActivityKind.Client, tags, $"{operation} {queue.Queue}", began).Dispose();
    }
}
