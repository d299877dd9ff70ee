using Microsoft.Extensions.Logging;
using Streaq.Telemetry;

namespace Streaq.Execution;

/// <summary>
/// Tells how an attempt ended: its span, the measurements, the log, and what user code asked to be told. All of them once the outcome is
/// stored or known to be lost, so that they say the same.
/// </summary>
internal sealed class AttemptReport(QueueTelemetry queue, TimeProvider time, ILogger logger)
{
    private readonly ProcessTelemetry _telemetry = new(queue);

    /// <param name="attempt">The attempt. Nothing is told of one that only waits for its limits.</param>
    /// <param name="stored">Whether its outcome is stored; else another worker runs the task again.</param>
    public void Tell(Attempt attempt, bool stored)
    {
        if (attempt.HandedOver is Attempt.NotAdmitted || attempt.End.IsReached)
        {
            return;
        }

        Tell(attempt, stored ? null : attempt.Lose());
    }

    /// <summary>
    /// Tells of an attempt whose handler blocks its thread through the end of the worker's session: another worker runs the task again,
    /// and nothing is told of what becomes of the handler.
    /// </summary>
    public void Leave(Attempt attempt)
    {
        if (attempt.HandedOver is Attempt.NotAdmitted || attempt.End.IsReached)
        {
            return;
        }

        attempt.Outcome = attempt.Host.Lost.IsCancellationRequested ? TaskOutcome.LeaseLost : TaskOutcome.Returned;
        Tell(attempt, lost: null);
    }

    private void Tell(Attempt attempt, TaskOutcome? lost)
    {
        if (!attempt.End.TryReach(out var callbacks))
        {
            return;
        }

        var seconds = time.GetElapsedTime(attempt.HandedOver).TotalSeconds;
        if (callbacks is not null || TaskMetrics.AnyProcess || OutcomeLog.HasLines(logger, attempt))
        {
            // Measurements have it as their exemplar, and log records as their span.
            using var span = attempt.Span.Inside();
            Tell(attempt, lost, seconds);
            if (callbacks is not null)
            {
                Call(callbacks, attempt);
            }

            attempt.Span.Dispose();
        }
        else
        {
            _telemetry.End(attempt.Span, attempt.Outcome, attempt.Error, attempt.AbortedBy);
            attempt.Span.Dispose();
        }
    }

    private void Tell(Attempt attempt, TaskOutcome? lost, double seconds)
    {
        _telemetry.End(attempt.Span, attempt.Outcome, attempt.Error, attempt.AbortedBy);
        _telemetry.Measure(
            attempt.Message, attempt.Registration is not null, attempt.Outcome, attempt.Error, seconds, attempt.StartedAt);
        OutcomeLog.Report(logger, attempt, lost, queue.Queue, seconds);
    }

    private void Call(Action<TaskOutcome> callbacks, Attempt attempt)
    {
        foreach (var callback in Delegate.EnumerateInvocationList(callbacks))
        {
            try
            {
                callback(attempt.Outcome);
            }
#pragma warning disable CA1031 // User code, and the worker goes on.
            catch (Exception e)
#pragma warning restore CA1031
            {
                logger.CallbackThrew(e, attempt.Message.Name, attempt.Message.Id);
            }
        }
    }
}
