using System.Diagnostics;
using Streaq.Storage;
using Streaq.Tasks;
using static Streaq.Telemetry.TelemetryAttributes;

namespace Streaq.Telemetry;

/// <summary>
/// Telemetry of outcomes on their way into the store: the spans <c>retry X</c>, <c>snooze X</c>, <c>dead_letter X</c> and, by option,
/// <c>ack {queue}</c>.
/// </summary>
internal sealed class SettleTelemetry(QueueTelemetry queue)
{
    private const string Settle = "settle";

    /// <summary>
    /// Starts <c>retry X</c>, <c>snooze X</c> or <c>dead_letter X</c> under the attempt's span. Other settlements have no span.
    /// </summary>
    public GuardedSpan Start(Settlement settlement, GuardedSpan attempt, string worker)
    {
        var operation = settlement switch
        {
            RetrySettlement { IsSnooze: true } => "snooze",
            RetrySettlement => "retry",
            DeadLetterSettlement => "dead_letter",
            _ => null,
        };
        if (operation is null || !attempt.Exists)
        {
            return default;
        }

        var message = settlement.Delivery.Message;
        var tags = queue.Tags(operation, Settle, worker);
        tags.Add(TaskName, message.Name);
        tags.Add(MessageId, message.Id);
        tags.Add(ConversationId, message.Root);
        tags.Add(TelemetryAttributes.Attempt, message.Attempt);
        if (settlement is RetrySettlement retrial)
        {
            tags.Add(RetryDelay, retrial.Delay.TotalSeconds);
        }

        var span = queue.Spans.StartDetached(attempt.Context, ActivityKind.Client, tags, $"{operation} {message.Name}");
        if (StreaqTelemetry.AttachTaskContext && attempt.Activity?.GetCustomProperty(StreaqTelemetry.TaskContextProperty) is { } context)
        {
            span.Attach(StreaqTelemetry.TaskContextProperty, context);
        }

        return span;
    }

    /// <summary>Starts <c>ack {queue}</c>, a root, around a write of outcomes, if the option is on.</summary>
    public GuardedSpan StartAck(string worker, int count)
    {
        if (!queue.TraceAck || !Spans.AreHeard)
        {
            return default;
        }

        var tags = queue.Tags("ack", Settle, worker);
        tags.Add(BatchCount, count);
        return queue.Spans.StartDetached(parent: default, ActivityKind.Client, tags, $"ack {queue.Queue}");
    }

    /// <summary>Reports a write of outcomes that the store accepted, or refused because the lease is lost.</summary>
    public void Settled(GuardedSpan ack, double seconds, bool hasLease)
    {
        if (!hasLease)
        {
            ack.LoseLease();
        }

        Measure(ack, seconds, hasLease ? null : OutcomeName.For(TaskOutcome.LeaseLost));
    }

    /// <summary>Reports a write of outcomes that failed.</summary>
    public void Failed(GuardedSpan ack, double seconds, Exception error)
    {
        ack.Fail(error);
        Measure(ack, seconds, ExceptionText.Type(error));
    }

    /// <summary>Measures inside the span, so that exemplars lead to it.</summary>
    private void Measure(GuardedSpan ack, double seconds, string? errorType)
    {
        if (TaskMetrics.OperationDuration.Enabled)
        {
            using var current = ack.Inside();
            TaskMetrics.OperationDuration.Record(
                queue.Listeners, seconds, queue.OperationTags("ack", Settle, taskName: null, errorType, isConsumer: true));
        }
    }
}
