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
        // Current while it is measured, so that an exemplar leads to it.
        using var span = queue.TraceReceive ? Start(Receive, worker, count, began, links: []) : default;
        if (TaskMetrics.ConsumedMessages.Enabled || TaskMetrics.OperationDuration.Enabled)
        {
            var tags = queue.OperationTags(Receive, Receive, taskName: null, errorType: null);
            TaskMetrics.ConsumedMessages.Add(queue.Listeners, count, tags);
            TaskMetrics.OperationDuration.Record(queue.Listeners, seconds, tags);
        }
    }

    /// <summary>Tells of tasks taken back from workers whose lease ran out.</summary>
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

    /// <summary>Starts a root and makes it current; its end leaves none current, as it was in the worker's loop.</summary>
    private GuardedSpan Start(string operation, string worker, int count, DateTimeOffset began, IEnumerable<ActivityLink> links)
    {
        if (!Spans.AreHeard)
        {
            return default;
        }

        var tags = queue.Tags(operation, Receive);
        tags.Add(ClientId, worker);
        tags.Add(ConsumerGroup, QueueTelemetry.Group);
        tags.Add(BatchCount, count);
        tags.Links.AddRange(links);
        return queue.Spans.StartUnder(parent: default, ActivityKind.Client, tags, $"{operation} {queue.Queue}", began);
    }
}
