using Microsoft.Extensions.Logging;
using Streaq.Telemetry;

namespace Streaq.Execution;

/// <summary>
/// Reports the end of an attempt: in its span, in metrics, in the log, and to callbacks of user code. All of them follow once the outcome
/// is stored or known to be lost, so that they agree.
/// </summary>
internal sealed class AttemptReport(QueueTelemetry queue, TimeProvider time, ILogger logger)
{
    private readonly ProcessTelemetry _telemetry = new(queue);

    /// <summary>Reports attempts whose outcomes went into one write.</summary>
    /// <param name="attempts">The attempts. Those that only wait for their limits are not reported.</param>
    /// <param name="stored">Whether the outcomes are stored; if not, another worker runs the tasks again.</param>
    public void Tell(IReadOnlyList<Attempt> attempts, bool stored)
    {
        // Never null: the flow is suppressed only where the loops are started.
        var before = ExecutionContext.Capture()!;
        // All of a write ended at once, so the clocks are read once.
        var ended = (time.GetTimestamp(), Spans.UtcNow);
        foreach (var attempt in attempts)
        {
            Tell(attempt, stored || attempt.Settlement is null, ended, before);
        }

        ExecutionContext.Restore(before);
        foreach (var attempt in attempts)
        {
            attempt.Span.Dispose();
        }

        // The end of a span makes the span current that was current at its start.
        ExecutionContext.Restore(before);
    }

    /// <summary>
    /// Reports an attempt whose handler still blocks its thread when the worker's session ends. Another worker runs the task again. The
    /// later end of the handler is not reported.
    /// </summary>
    public void Leave(Attempt attempt)
    {
        if (IsOpen(attempt))
        {
            attempt.Outcome = attempt.Host.Lost.IsCancellationRequested ? TaskOutcome.LeaseLost : TaskOutcome.Returned;
            Tell([attempt], stored: true);
        }
    }

    private static bool IsOpen(Attempt attempt) => attempt.HandedOver is not Attempt.NotAdmitted && !attempt.End.IsReached;

    /// <remarks>May leave the attempt's span the current one.</remarks>
    private void Tell(Attempt attempt, bool stored, (long Timestamp, DateTime Clock) ended, ExecutionContext before)
    {
        if (!IsOpen(attempt))
        {
            return;
        }

        TaskOutcome? lost = stored ? null : attempt.Lose();
        if (!attempt.End.TryReach(out var callbacks))
        {
            return;
        }

        var seconds = time.GetElapsedTime(attempt.HandedOver, ended.Timestamp).TotalSeconds;
        if (callbacks is not null || TaskMetrics.AnyProcess || OutcomeLog.HasLines(logger, attempt))
        {
            // Measurements take the current span as their exemplar, and log records take it as their span.
            // To restore a context costs nothing; to set the current span makes a copy of it and the text of the span's id.
            ExecutionContext.Restore(attempt.InsideSpan ?? before);
        }

        _telemetry.End(attempt.Span, attempt.Outcome, attempt.Error, attempt.AbortedBy);
        attempt.Span.EndAt(ended.Clock);
        _telemetry.Measure(
            attempt.Message, attempt.Registration is not null, attempt.Outcome, attempt.Error, seconds, attempt.StartedAt);
        OutcomeLog.Report(logger, attempt, lost, queue.Queue, seconds);
        if (callbacks is not null)
        {
            Call(callbacks, attempt);
            // Stops the span now, so that slow callbacks of later attempts do not delay its export.
            attempt.Span.Dispose();
        }
    }

    private void Call(Action<TaskOutcome> callbacks, Attempt attempt)
    {
        foreach (var callback in Delegate.EnumerateInvocationList(callbacks))
        {
            try
            {
                callback(attempt.Outcome);
            }
#pragma warning disable CA1031 // A callback is user code, and the worker goes on.
            catch (Exception e)
#pragma warning restore CA1031
            {
                logger.CallbackThrew(e, attempt.Message.Name, attempt.Message.Id);
            }
        }
    }
}
