using System.Diagnostics;
using Streaq.Storage;
using Streaq.Tasks;
using static Streaq.Telemetry.TelemetryAttributes;

namespace Streaq.Telemetry;

/// <summary>Telemetry of a client that aborts a task: the span <c>abort X</c>, to which the span of a running attempt links.</summary>
internal sealed class AbortTelemetry(QueueTelemetry queue)
{
    private const string Abort = "abort";

    /// <summary>The <c>traceparent</c> of the current span; empty without one.</summary>
    public static string Caller => Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } ? id : "";

    /// <param name="taskId">The task.</param>
    /// <param name="taskName">
    /// Its name; <see langword="null"/> for a task known by its id alone. Its span has the queue's name until more is known.
    /// </param>
    public GuardedSpan Start(string taskId, string? taskName)
    {
        if (!Spans.AreHeard)
        {
            return default;
        }

        var tags = queue.Tags(Abort, "settle");
        tags.Add(MessageId, taskId);
        if (taskName is not null)
        {
            tags.Add(TaskName, taskName);
        }

        return queue.Spans.Start(ActivityKind.Client, tags, $"{Abort} {taskName ?? queue.Queue}");
    }

    /// <summary>Adds the task's end to the span, and counts a task that no worker held. Workers count the others.</summary>
    public void Ended(GuardedSpan span, AbortResult abortion)
    {
        if (abortion.Record is not { } record)
        {
            return;
        }

        if (span.Activity is { } activity)
        {
            activity.DisplayName = $"{Abort} {record.Name}";
            activity.SetTag(TaskName, record.Name);
            activity.SetTag(Outcome, OutcomeName.For(record.Outcome));
        }

        if (abortion.IsTakenOut && TaskMetrics.Aborts.Enabled)
        {
            TaskMetrics.Aborts.Add(queue.Listeners, 1, new(Destination, queue.Queue), new(TaskName, MeasuredTask.NameOf(record.Name)));
        }
    }
}
