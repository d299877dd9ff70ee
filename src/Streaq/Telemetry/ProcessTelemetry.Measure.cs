using System.Diagnostics;
using Streaq.Tasks;
using static Streaq.Telemetry.TelemetryAttributes;

namespace Streaq.Telemetry;

/// <summary>The metrics of an attempt, and of a task that ends with it.</summary>
internal sealed partial class ProcessTelemetry
{
    /// <param name="message">The task.</param>
    /// <param name="isKnown">
    /// Whether the task is mapped in this process. If not, its name may be any text from Redis, and there is no limit to such names.
    /// </param>
    /// <param name="outcome">The outcome of the attempt.</param>
    /// <param name="error">The exception that it threw.</param>
    /// <param name="seconds">Its duration, until its outcome was stored.</param>
    /// <param name="startedAt">When it began, in unix milliseconds by the store's clock.</param>
    public void Measure(TaskMessage message, bool isKnown, TaskOutcome outcome, Exception? error, double seconds, long startedAt)
    {
        if (!TaskMetrics.AnyProcess)
        {
            return;
        }

        message = isKnown ? message : message with { Name = UnknownTask };
        var known = queue.MeasuredTasks.For(message.Name);
        TaskMetrics.QueueDuration.Record(queue.Listeners, Seconds(startedAt - message.ReadyAt), known.Waited(message.Priority));
        if (outcome is TaskOutcome.Success)
        {
            TaskMetrics.ProcessDuration.Record(queue.Listeners, seconds, known.Processed);
            MeasureLife(message, known.Ended, seconds, startedAt);
            return;
        }

        var errorType = outcome is TaskOutcome.LeaseLost ? OutcomeName.For(outcome)
            : error is null || IsNoError(outcome) ? null
            : ExceptionText.Type(Cause(error));
        var tags = queue.OperationTags(Process, Process, message.Name, errorType, isConsumer: true);
        tags.Add(TelemetryAttributes.Outcome, OutcomeName.For(outcome));
        TaskMetrics.ProcessDuration.Record(queue.Listeners, seconds, tags);
        if (CountEnd(message, outcome, error, startedAt))
        {
            MeasureLife(
                message,
                [new(Destination, queue.Queue), new(TaskName, message.Name), new(Outcome, OutcomeName.For(outcome))],
                seconds,
                startedAt);
        }
    }

    private void MeasureLife(TaskMessage message, ReadOnlySpan<KeyValuePair<string, object?>> tags, double seconds, long startedAt)
    {
        TaskMetrics.Lifetime.Record(queue.Listeners, Seconds(startedAt + (long)(seconds * 1000) - message.EnqueuedAt), tags);
        TaskMetrics.Attempts.Record(queue.Listeners, message.Attempt, tags);
    }

    /// <returns>Whether the task has ended.</returns>
    private bool CountEnd(TaskMessage message, TaskOutcome outcome, Exception? error, long startedAt)
    {
        var task = new TagList { { Destination, queue.Queue }, { TaskName, message.Name } };
        switch (outcome)
        {
            case TaskOutcome.LeaseLost or TaskOutcome.Returned:
                return false;
            case TaskOutcome.Retry:
                TaskMetrics.Retries.Add(queue.Listeners, 1, task);
                return false;
            case TaskOutcome.Aborted:
                TaskMetrics.Aborts.Add(queue.Listeners, 1, task);
                break;
            case TaskOutcome.Expired when message.IsLate(startedAt):
                TaskMetrics.CronDropped.Add(queue.Listeners, 1, task);
                break;
            case TaskOutcome.Snoozed:
                TaskMetrics.Snoozes.Add(queue.Listeners, 1, task);
                return false;
            case TaskOutcome.Failure or TaskOutcome.Timeout when error is not TaskAlreadyRunningException
                && message.Details.Dependencies is not { Failed: not null }:
                TaskMetrics.DeadLetters.Add(queue.Listeners, 1, task);
                break;
        }

        return true;
    }
}
