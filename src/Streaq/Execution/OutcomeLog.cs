using Microsoft.Extensions.Logging;
using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Execution;

/// <summary>Logs the end of an attempt.</summary>
internal static class OutcomeLog
{
    /// <summary>Whether there is anything to log. Most attempts succeed, and these are logged at level Debug only.</summary>
    public static bool HasLines(ILogger logger, Attempt attempt) => attempt.Outcome is not TaskOutcome.Success || logger.HearsDebug();

    /// <param name="logger">The queue's logger.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="lost">The outcome that could not be stored; <see langword="null"/> when it is stored.</param>
    /// <param name="queue">The queue's name.</param>
    /// <param name="seconds">The duration of the attempt.</param>
    public static void Report(ILogger logger, Attempt attempt, TaskOutcome? lost, string queue, double seconds)
    {
        var message = attempt.Message;
        if (!HasLines(logger, attempt))
        {
            return;
        }

        // The log scope of the attempt ended with it.
        using var scope = AttemptLogScope.Begin(logger, message, queue);
        if (lost is { } outcome and not TaskOutcome.LeaseLost)
        {
            var cause = attempt.Error is { } thrown ? ProcessTelemetry.Cause(thrown) : null;
            logger.OutcomeLost(cause, message.Name, message.Id, message.Attempt, OutcomeName.For(outcome));
        }
        else if (attempt.Error is TaskAlreadyRunningException refusal)
        {
            logger.Refused(message.Name, message.Id, refusal.RunningTaskId);
        }
        else if (attempt.Error is { } error
            && attempt.Outcome is not (TaskOutcome.LeaseLost or TaskOutcome.Returned or TaskOutcome.Snoozed or TaskOutcome.Aborted)
            && error is not DependencyFailedException)
        {
            ReportFailure(logger, attempt, ProcessTelemetry.Cause(error));
        }

        switch (attempt.Settlement)
        {
            case RetrySettlement { IsSnooze: true } snooze:
                logger.Snoozed(message.Name, message.Id, message.Attempt, snooze.Delay);
                break;
            case RetrySettlement:
                break;
            case DeadLetterSettlement:
                logger.DeadLettered(message.Name, message.Id, message.Attempt);
                break;
            default:
                if (attempt.Outcome is TaskOutcome.Aborted)
                {
                    logger.Aborted(message.Name, message.Id);
                }
                else if (attempt.Outcome is TaskOutcome.Expired)
                {
                    CronTelemetry.LogLate(logger, message, attempt.StartedAt);
                }

                if (logger.HearsDebug())
                {
                    logger.Completed(message.Name, message.Id, seconds, OutcomeName.For(attempt.Outcome));
                }

                break;
        }
    }

    /// <summary>Logs one line: a warning while another attempt follows, an error for the last.</summary>
    private static void ReportFailure(ILogger logger, Attempt attempt, Exception cause)
    {
        var message = attempt.Message;
        var (type, text) = (ExceptionText.Type(cause), ExceptionText.FirstLine(cause));
        if (attempt.Settlement is RetrySettlement { IsSnooze: false } retrial)
        {
            logger.Retrying(
                cause, message.Name, message.Id, message.Attempt, attempt.Registration!.Settings.MaxAttempts, type, text, retrial.Delay);
        }
        else
        {
            logger.ProcessException(cause, message.Name, message.Id, message.Attempt, type, text);
        }
    }
}
