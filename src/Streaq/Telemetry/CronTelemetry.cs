using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Streaq.Storage;
using Streaq.Tasks;
using static Streaq.Telemetry.TelemetryAttributes;

namespace Streaq.Telemetry;

/// <summary>
/// Telemetry of schedules that fire: each firing is the root of its own trace, never a child of the worker or of another firing.
/// </summary>
internal sealed class CronTelemetry(QueueTelemetry queue)
{
    private const string Schedule = "schedule";
    private const string Dropping = "drop";
    private const string Adding = "add_schedule";

    private readonly EnqueueTelemetry _enqueue = new(queue);

    /// <summary>The queue's name.</summary>
    public string Queue => queue.Queue;

    /// <summary>
    /// The current span, to which the firings of a schedule created inside it link; <see langword="null"/> when it is not exported.
    /// </summary>
    public static string? Caller =>
        Activity.Current is { IdFormat: ActivityIdFormat.W3C, Recorded: true, Id: { } id } ? id : null;

    /// <summary>Starts <c>add_schedule X</c> for a client that puts a schedule.</summary>
    public GuardedSpan StartAdding(ScheduleDefinition schedule)
    {
        if (!Spans.AreHeard)
        {
            return default;
        }

        var tags = queue.Tags(Adding, type: null);
        tags.Add(TaskName, schedule.TaskName);
        tags.Add(CronExpression, schedule.Expression);
        tags.Add(Priority, schedule.Priority);
        return queue.Spans.Start(ActivityKind.Client, tags, $"{Adding} {schedule.TaskName}");
    }

    /// <summary>Starts <c>schedule X</c> for a task about to be fired; it does not become the current span.</summary>
    /// <param name="message">The task.</param>
    /// <param name="putBy">The <c>traceparent</c> of the call that created the schedule; <see langword="null"/> for none.</param>
    public GuardedSpan Start(TaskMessage message, string? putBy) => Spans.AreHeard
        ? queue.Spans.StartDetached(parent: default, KindOf(message), Tags(message, putBy), Name(message))
        : default;

    /// <summary>Does the same for a firing that a client requests. The span starts under the current one and becomes current.</summary>
    public GuardedSpan StartAsked(TaskMessage message, string? putBy) =>
        Spans.AreHeard ? queue.Spans.Start(KindOf(message), Tags(message, putBy), Name(message)) : default;

    /// <summary>Returns the message with the context of its firing.</summary>
    public TaskMessage Carry(TaskMessage message, Activity? activity)
    {
        Dictionary<string, string>? headers = null;
        if (message.Details.Headers is { } given)
        {
            headers = new(given, StringComparer.OrdinalIgnoreCase);
            Propagation.DropFields(headers, queue.Listeners);
        }

        if (activity is null || !message.CarriesContext)
        {
            return headers is null ? message : message with { Details = message.Details with { Headers = headers } };
        }

        headers = Propagation.Inject(activity, headers, queue, out var contextFields);
        return message with
        {
            TraceParent = Take(Propagation.TraceParent),
            Details = message.Details with
            {
                TraceState = Take(Propagation.TraceState),
                Baggage = Take(Propagation.Baggage),
                Headers = headers is { Count: > 0 } ? headers : null,
                ContextFields = contextFields,
            },
        };

        string? Take(string name) => headers is not null && headers.Remove(name, out var value) ? value : null;
    }

    /// <summary>Measures a firing and ends its span.</summary>
    /// <param name="span">The span.</param>
    /// <param name="message">The task.</param>
    /// <param name="delay">Seconds since its slot.</param>
    /// <param name="seconds">The duration of the store's call.</param>
    public void Fired(GuardedSpan span, TaskMessage message, double delay, double seconds)
    {
        using (span.Inside())
        {
            // Exemplars lead to the firing.
            _enqueue.Sent(message.Name, 1, seconds, error: null);
            if (TaskMetrics.CronDelay.Enabled)
            {
                TaskMetrics.CronDelay.Record(
                    queue.Listeners, delay, new(Destination, queue.Queue), new(TaskName, MeasuredTask.NameOf(message.Name)));
            }
        }

        span.Dispose();
    }

    /// <summary>Measures a firing that a client requested, which has no slot to be late for, and ends its span.</summary>
    public void Asked(GuardedSpan span, TaskMessage message, double seconds)
    {
        _enqueue.Sent(message.Name, 1, seconds, error: null);
        span.Dispose();
    }

    /// <summary>Ends the span of a firing that the store did not accept.</summary>
    public void Failed(GuardedSpan span, TaskMessage message, double seconds, Exception error)
    {
        span.Fail(error);
        using (span.Inside())
        {
            _enqueue.Sent(message.Name, 1, seconds, error);
        }

        span.Dispose();
    }

    /// <summary>Reports a firing that was dropped because it was too late: <c>drop X</c>, a root without a task.</summary>
    public void Drop(ScheduleDefinition schedule, CronFiring firing)
    {
        using var span = Spans.AreHeard
            ? queue.Spans.StartUnder(
                parent: default,
                ActivityKind.Client,
                Tags(Dropping, "settle", schedule.TaskName, firing),
                $"{Dropping} {schedule.TaskName}")
            : default;
        if (TaskMetrics.CronDropped.Enabled)
        {
            TaskMetrics.CronDropped.Add(
                queue.Listeners, 1, new(Destination, queue.Queue), new(TaskName, MeasuredTask.NameOf(schedule.TaskName)));
        }
    }

    /// <summary>
    /// Logs a firing that was dropped because it waited in the queue for too long. The span of its attempt has the outcome expired, and the
    /// metrics of the attempt's end count it.
    /// </summary>
    public static void LogLate(ILogger logger, TaskMessage message, long now)
    {
        if (message.IsLate(now) && message.Cron is { } firing)
        {
            var late = TimeSpan.FromMilliseconds(now - firing.Slot);
            logger.CronDropped(LatestStart.Of(message)!.ScheduleId, Time(firing.Slot), message.Name, late.TotalSeconds);
        }
    }

    /// <summary>Returns a time in the format of span attributes.</summary>
    public static string Time(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static string Name(TaskMessage message) => $"{Schedule} {message.Name}";

    /// <summary>Returns CLIENT when the schedule's headers have a context, which the task carries, otherwise PRODUCER.</summary>
    private static ActivityKind KindOf(TaskMessage message) =>
        Propagation.Given(message.Details.Headers) == default ? ActivityKind.Producer : ActivityKind.Client;

    private SpanTags Tags(TaskMessage message, string? putBy)
    {
        var tags = Tags(Schedule, "send", message.Name, message.Cron!);
        tags.Add(MessageId, message.Id);
        tags.Add(ConversationId, message.Root);
        tags.Add(Priority, message.Priority);
        tags.Add(Trigger, TaskTrigger.Cron);
        if (Propagation.Parse(putBy) is var put && put != default)
        {
            tags.Links.Add(SpanLink.To(put, SpanLink.Schedule));
        }

        if (Propagation.Given(message.Details.Headers) is var given && given != default)
        {
            tags.Links.Add(SpanLink.To(given, SpanLink.Creation));
        }

        return tags;
    }

    private SpanTags Tags(string operation, string type, string task, CronFiring firing)
    {
        var tags = queue.Tags(operation, type);
        tags.Add(TaskName, task);
        tags.Add(CronExpression, firing.Expression);
        tags.Add(CronScheduledTime, Time(firing.Slot));
        return tags;
    }
}
