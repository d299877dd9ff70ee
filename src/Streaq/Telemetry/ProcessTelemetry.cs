using System.Diagnostics;
using Streaq.Tasks;
using static Streaq.Telemetry.TelemetryAttributes;

namespace Streaq.Telemetry;

/// <summary>The consumer's telemetry: the span of an attempt, from hand-over to stored outcome, and its measurements.</summary>
internal sealed partial class ProcessTelemetry(QueueTelemetry queue)
{
    /// <summary>
    /// The task name in metrics for tasks that this worker does not have. It is the word of the conventions for values that are not
    /// distinguished.
    /// </summary>
    public const string UnknownTask = "_OTHER";

    public const string Process = "process";

    private static readonly SpanName Names = new(Process);

    /// <summary>
    /// Starts <c>process X</c> as a child of the message's context or as a root with a link to it, never as a child of the current span.
    /// </summary>
    /// <remarks>
    /// The span is current afterwards. The caller is an asynchronous method, so the current span of its own caller does not change.
    /// </remarks>
    public GuardedSpan Start(TaskMessage message, string worker, int maxAttempts, long now)
    {
        if (!Spans.AreHeard)
        {
            return default;
        }

        var creation = Propagation.Extract(message, queue.Listeners);
        var parent = IsChild(message, creation, now) ? creation : default;
        var tags = queue.Tags(Process, "process", worker);
        tags.Add(TaskName, message.Name);
        tags.Add(MessageId, message.Id);
        tags.Add(ConversationId, message.Root);
        tags.Add(ConsumerGroup, QueueTelemetry.Group);
        tags.Add(TelemetryAttributes.Attempt, message.Attempt);
        tags.Add(MaxAttempts, maxAttempts);
        tags.Add(Priority, message.Priority);
        tags.Add(Trigger, message.Details.Trigger ?? TaskTrigger.Api);
        tags.Add(QueueTime, Seconds(now - message.ReadyAt));
        if (message.Details.DueAt > 0)
        {
            tags.Add(ScheduleDelay, Seconds(now - message.Details.DueAt));
        }

        if (message.Cron is { } firing)
        {
            tags.Add(CronExpression, firing.Expression);
            tags.Add(CronScheduledTime, CronTelemetry.Time(firing.Slot));
        }

        if (message.Details.LimitedAt > 0)
        {
            tags.Add(LimitTime, Seconds(now - message.Details.LimitedAt));
        }

        if (message.Details.ParentId is not null)
        {
            tags.Add(ParentId, message.Details.ParentId);
        }

        if (message.Details.PreviousWorker is not null)
        {
            tags.Add(PreviousWorker, message.Details.PreviousWorker);
            tags.Add(Deliveries, message.Attempt);
        }

        var links = tags.Links;
        if (message.Details.Dependencies is { } dependencies)
        {
            DependencyTags.Add(tags, links, dependencies);
        }

        if (parent == default)
        {
            SpanLink.Add(links, tags, creation, message.TraceParent, SpanLink.Creation, LinkCreation);
        }
        else
        {
            // The link has no kind: the parent shows that it is the creation, and nearly every attempt has this one link.
            links.Add(new ActivityLink(parent));
        }

        SpanLink.Add(
            links,
            tags,
            Propagation.Parse(message.Details.PreviousTraceParent),
            message.Details.PreviousTraceParent,
            SpanLink.PreviousAttempt,
            LinkPreviousAttempt);

        var span = queue.Spans.StartUnder(parent, ActivityKind.Consumer, tags, Names.For(message.Name));
        if (span.Activity is { } activity)
        {
            Propagation.RestoreBaggage(message, activity, queue.Listeners);
        }

        return span;
    }

    /// <summary>Adds the attempt's context to its span, if a listener requested it.</summary>
    /// <param name="span">The span.</param>
    /// <param name="context">The attempt's context. It is an object, because telemetry knows nothing more of it.</param>
    public static void Attach(GuardedSpan span, object context)
    {
        if (StreaqTelemetry.AttachTaskContext)
        {
            span.Attach(StreaqTelemetry.TaskContextProperty, context);
        }
    }

    /// <summary>Adds the end of the attempt to its span.</summary>
    /// <param name="span">The span.</param>
    /// <param name="outcome">The outcome of the attempt.</param>
    /// <param name="error">The exception that it threw.</param>
    /// <param name="abortedBy">The <c>traceparent</c> of the abort request.</param>
#pragma warning disable CA1822 // An instance method like Start and Measure, between which it is called.
    public void End(GuardedSpan span, TaskOutcome outcome, Exception? error, string? abortedBy)
#pragma warning restore CA1822
    {
        if (span.Activity is not { } activity)
        {
            return;
        }

        // The tag is not set yet, so AddTag does it without the search of SetTag.
        activity.AddTag(Outcome, OutcomeName.For(outcome));
        if (outcome is TaskOutcome.Aborted && Propagation.Parse(abortedBy) is var aborter && aborter != default)
        {
            activity.AddLink(SpanLink.To(aborter, SpanLink.Aborter));
            activity.SetTag(LinkAborter, abortedBy);
        }

        if (outcome is TaskOutcome.LeaseLost)
        {
            span.LoseLease();
            return;
        }

        if (error is null || IsNoError(outcome))
        {
            return;
        }

        span.Fail(Cause(error));
    }

    /// <summary>Adds the event of a middleware that runs the rest of the attempt again.</summary>
    public static void Repeated(GuardedSpan span, string middleware) =>
        span.Tell("streaq.middleware.repeated", TelemetryAttributes.Middleware, middleware);

    /// <summary>Counts an attempt whose services threw when they were disposed.</summary>
    public void DisposeThrew(string taskName, Exception error)
    {
        if (TaskMetrics.DisposeErrors.Enabled)
        {
            TaskMetrics.DisposeErrors.Add(
                queue.Listeners, 1, new(Destination, queue.Queue), new(TaskName, taskName), new(ErrorType, ExceptionText.Type(error)));
        }
    }

    /// <summary>Returns the exception that caused the failure: the one inside a retry, or the given one.</summary>
    public static Exception Cause(Exception error) => error is StreaqRetryException { InnerException: { } inner } ? inner : error;

    /// <summary>Whether the attempt ended without an error of the task: a snooze, an abort or a stop of the worker ended it.</summary>
    private static bool IsNoError(TaskOutcome outcome) => outcome is TaskOutcome.Snoozed or TaskOutcome.Aborted or TaskOutcome.Returned;

    private bool IsChild(TaskMessage message, ActivityContext creation, long now) => message.Details.TraceMode switch
    {
        "parent" => true,
        "link" or "none" => false,
        _ => now - message.EnqueuedAt < queue.MaxParentAge.TotalMilliseconds || StaysInItsTrace(message, creation),
    };

    /// <summary>
    /// Whether a retry stays in the trace of the attempt before it, however late it is. The number of retries is limited, so the trace has
    /// an end.
    /// </summary>
    private static bool StaysInItsTrace(TaskMessage message, ActivityContext creation) =>
        message.Details is { Trigger: TaskTrigger.Retry, PreviousTraceParent: { } before }
        && creation != default
        && Propagation.Parse(before).TraceId == creation.TraceId;

    private static double Seconds(long milliseconds) => Math.Max(0, milliseconds) / 1000.0;
}
