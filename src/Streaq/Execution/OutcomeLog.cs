using Microsoft.Extensions.Logging;
using Streaq.Storage;
using Streaq.Telemetry;

namespace Streaq.Execution;

/// <summary>What the log tells of the end of an attempt.</summary>
internal static class OutcomeLog
{
    public static void Report(ILogger logger, Attempt attempt, double seconds)
    {
        var message = attempt.Message;
        if (attempt.Error is TaskAlreadyRunningException refusal)
        {
            logger.Refused(message.Name, message.Id, refusal.RunningTaskId);
        }
        else if (attempt.Error is { } error
            && attempt.Outcome is not (TaskOutcome.LeaseLost or TaskOutcome.Snoozed or TaskOutcome.Aborted)
            && error is not DependencyFailedException)
        {
            logger.ProcessException(ProcessTelemetry.Cause(error), message.Name, message.Id, message.Attempt);
        }

        switch (attempt.Settlement)
        {
            case RetrySettlement { IsSnooze: true } snooze:
                logger.Snoozed(message.Name, message.Id, message.Attempt, snooze.Delay);
                break;
            case RetrySettlement retrial:
                logger.Retrying(message.Name, message.Id, message.Attempt, attempt.Registration!.Settings.MaxAttempts, retrial.Delay);
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
                    logger.Completed(message.Name, message.Id, seconds, Tasks.OutcomeName.For(attempt.Outcome));
                }

                break;
        }
    }
}
