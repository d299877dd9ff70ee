using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaq.Storage;
using Streaq.Telemetry;

namespace Streaq.Execution;

/// <summary>One attempt, top to bottom.</summary>
internal sealed class TaskExecutor(
    TaskRegistry registry, TaskDelegate chain, IServiceScopeFactory scopes, QueueTelemetry queue, TimeProvider time, ILogger logger)
{
    private readonly ProcessTelemetry _telemetry = new(queue);
    private readonly CancellableRun _run = new(time, logger);
    private readonly Admission _admission = new(queue, time, logger);
    private readonly ListenerGuard _listeners = new(logger);

    /// <param name="store">The store, for its clock.</param>
    /// <param name="lease">The lease of the worker that runs attempts.</param>
    /// <param name="observer">Told of attempts whose span is sampled.</param>
    /// <param name="aborts">Which tasks are to be aborted.</param>
    /// <param name="stop">Cancelled when attempts must end.</param>
    public AttemptHost Host(
        ITaskStore store, IWorkerLease lease, IAttemptObserver? observer, AbortRequests aborts, CancellationToken stop) =>
        new(store, lease, observer, aborts, stop)
        {
            Queue = queue.Queue,
            Scopes = scopes,
            Time = time,
            Logger = logger,
            Listeners = _listeners,
        };

    /// <summary>
    /// Runs the attempt; never throws. The caller stores <see cref="Attempt.Settlement"/> and then calls <see cref="Finish"/>.
    /// </summary>
    public ValueTask<Attempt> ExecuteAsync(Delivery delivery, AttemptHost host)
    {
        var registration = registry.Find(delivery.Message.Name);
        return registration?.Settings.Limits is null
            ? AttemptAsync(delivery, host, registration)
            : ExecuteLimitedAsync(delivery, host, registration);
    }

    private async ValueTask<Attempt> ExecuteLimitedAsync(Delivery delivery, AttemptHost host, TaskRegistration registration)
    {
        var began = time.GetTimestamp();
        try
        {
            return await _admission.AskAsync(delivery, host, registration).ConfigureAwait(false)
                ? await AttemptAsync(delivery, host, registration).ConfigureAwait(false)
                : new Attempt(delivery, host, registration, host.Store.Now) { Outcome = TaskOutcome.LeaseLost };
        }
#pragma warning disable CA1031 // Another instance runs, or the application's key function threw: an outcome like a handler's.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var attempt = Begin(delivery, host, registration);
            Fail(attempt, host, e);
            return End(attempt, host, began);
        }
    }

    private Attempt Begin(Delivery delivery, AttemptHost host, TaskRegistration? registration)
    {
        var attempt = new Attempt(delivery, host, registration, host.Store.Now);
        try
        {
            attempt.Activity = _telemetry.Start(delivery.Message, host.Worker, registration?.Settings.MaxAttempts ?? 1, attempt.StartedAt);
        }
#pragma warning disable CA1031 // A sampler is somebody else's code.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _listeners.Threw(e);
        }

        if (attempt.Activity is { Recorded: true } span)
        {
            host.Observer?.Began(span);
        }

        return attempt;
    }

    private async ValueTask<Attempt> AttemptAsync(Delivery delivery, AttemptHost host, TaskRegistration? registration)
    {
        var message = delivery.Message;
        var began = time.GetTimestamp();
        var attempt = Begin(delivery, host, registration);
        using var logScope = AttemptLogScope.Begin(logger, message, queue.Queue);
        TaskContext? context = null;
        attempt.CancellationToken = host.Cancellation.Begin(attempt);
        try
        {
            if (attempt.IsAborted)
            {
                attempt.Outcome = TaskOutcome.Aborted;
            }
            else if (message.HasExpired(attempt.StartedAt))
            {
                attempt.Outcome = TaskOutcome.Expired;
            }
            else
            {
                context = CreateContext(attempt);
                ProcessTelemetry.Attach(attempt.Activity, context);
                logger.Started(message.Name, message.Id, message.Attempt, context.MaxAttempts);
                AmbientTask.Current = context;
                await _run.RunAsync(
                    chain, context, attempt, context.Registration.Settings.Timeout, attempt.CancellationToken).ConfigureAwait(false);
                attempt.Outcome = TaskOutcome.Success;
            }

            attempt.Settlement = Outcomes.Decide(attempt, context, host.Store.Now);
        }
#pragma warning disable CA1031 // Whatever a handler throws is an outcome, never the end of the worker.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Fail(attempt, host, e);
        }

        if (attempt.HasProgress)
        {
            await attempt.Progress.FlushAsync().ConfigureAwait(false);
        }

        return End(attempt, host, began);
    }

    private static void Fail(Attempt attempt, AttemptHost host, Exception e)
    {
        attempt.Error = e;
        attempt.Outcome = Outcomes.From(e, attempt, host.Stop);
        attempt.Settlement = Outcomes.Decide(attempt, context: null, host.Store.Now);
    }

    private Attempt End(Attempt attempt, AttemptHost host, long began)
    {
        var message = attempt.Message;
        host.Cancellation.End(attempt);
        if (attempt.Activity is { Recorded: true })
        {
            host.Observer?.Ended();
        }

        var seconds = time.GetElapsedTime(began).TotalSeconds;
        try
        {
            _telemetry.End(attempt.Activity, attempt.Outcome, attempt.Error, attempt.AbortedBy);
            // Names that nobody mapped are whatever somebody wrote into Redis, and there is no end of them.
            _telemetry.Measure(
                attempt.Registration is null ? message with { Name = ProcessTelemetry.UnknownTask } : message,
                attempt.Outcome,
                attempt.Error,
                seconds,
                attempt.StartedAt);
        }
#pragma warning disable CA1031 // A listener to measurements is somebody else's code.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _listeners.Threw(e);
        }

        Report(attempt, seconds);
        return attempt;
    }

    /// <summary>Ends the attempt's span, once its outcome is stored or known to be lost.</summary>
    public static void Finish(Attempt attempt, bool stored = true)
    {
        if (!stored)
        {
            ProcessTelemetry.Lost(attempt.Activity);
        }

        try
        {
            attempt.Activity?.Stop();
        }
#pragma warning disable CA1031 // A processor is somebody else's code.
        catch (Exception e)
#pragma warning restore CA1031
        {
            attempt.Host.Listeners.Threw(e);
        }
    }

    private static TaskContext CreateContext(Attempt attempt)
    {
        var message = attempt.Message;
        if (message.Details.Malformed is { } reason)
        {
            throw new TaskRefusedException($"The message {message.Id} is no task: {reason}.");
        }

        if (message.Details.Dependencies?.Failed is { } failed)
        {
            throw new DependencyFailedException(message.Id, failed.Id, failed.Outcome);
        }

        if (attempt.Registration is not { } registration)
        {
            throw new TaskRefusedException(
                $"This worker has no task named '{message.Name}': was its Map call forgotten, or is the worker older than the producer?");
        }

        if (message.Attempt > registration.Settings.MaxAttempts)
        {
            throw new TaskRefusedException(
                $"All {registration.Settings.MaxAttempts} attempts of task '{message.Name}' are used up; the last worker that held it, "
                + $"{message.Details.PreviousWorker ?? "unknown"}, never said how it ended.");
        }

        try
        {
            return registration.CreateContext(attempt);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new TaskRefusedException(
                $"The body of task '{message.Name}' is not a {registration.Definition.ArgumentType}: {e.Message}", e);
        }
    }

    private void Report(Attempt attempt, double seconds)
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

                if (logger.IsEnabled(LogLevel.Debug))
                {
                    logger.Completed(message.Name, message.Id, seconds, Tasks.OutcomeName.For(attempt.Outcome));
                }

                break;
        }
    }
}
