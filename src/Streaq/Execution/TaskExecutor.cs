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

    /// <summary>Runs the attempt; never throws. The caller stores <see cref="Attempt.Settlement"/> and then calls <see cref="Finish"/>.</summary>
    /// <param name="delivery">The task.</param>
    /// <param name="worker">The worker's id.</param>
    /// <param name="clock">The store, for its clock.</param>
    /// <param name="stop">Cancelled when the attempt must end because the worker's lease is lost or its grace period over.</param>
    public async Task<Attempt> ExecuteAsync(Delivery delivery, string worker, ITaskStore clock, CancellationToken stop)
    {
        var message = delivery.Message;
        var began = time.GetTimestamp();
        var scope = new AttemptScope(scopes, queue.Queue, worker, clock.Now, stop);
        var attempt = new Attempt(delivery, scope) { Registration = registry.Find(message.Name) };
        scope.Activity = _telemetry.Start(message, worker, attempt.Registration?.Settings.MaxAttempts ?? 1, scope.StartedAt);
        using var logScope = AttemptLogScope.Begin(logger, message, queue.Queue);
        TaskContext? context = null;
        try
        {
            if (message.ExpiresAt > 0 && scope.StartedAt >= message.ExpiresAt)
            {
                attempt.Outcome = TaskOutcome.Expired;
            }
            else
            {
                context = Admit(attempt);
                ProcessTelemetry.Attach(attempt.Activity, context);
                logger.Started(message.Name, message.Id, message.Attempt, context.MaxAttempts);
                AmbientTask.Current = context;
                await _run.RunAsync(chain, context, scope, context.Registration.Settings.Timeout, stop).ConfigureAwait(false);
                attempt.Outcome = TaskOutcome.Success;
            }

            attempt.Settlement = Outcomes.Decide(attempt, context, clock.Now);
        }
#pragma warning disable CA1031 // Whatever a handler throws is an outcome, never the end of the worker.
        catch (Exception e)
#pragma warning restore CA1031
        {
            attempt.Error = e;
            attempt.Outcome = Outcomes.Of(e, attempt, stop);
            attempt.Settlement = Outcomes.Decide(attempt, context: null, clock.Now);
        }

        AmbientTask.Current = null;
        var seconds = time.GetElapsedTime(began).TotalSeconds;
        _telemetry.End(attempt.Activity, attempt.Outcome, attempt.Error, description: null);
        _telemetry.Measure(message, attempt.Outcome, attempt.Error, seconds, scope.StartedAt);
        Report(attempt, seconds);
        return attempt;
    }

    /// <summary>Ends the attempt's span, once its outcome is stored or known to be lost.</summary>
    public static void Finish(Attempt attempt) => attempt.Activity?.Stop();

    private static TaskContext Admit(Attempt attempt)
    {
        var message = attempt.Message;
        if (message.Malformed is { } reason)
        {
            throw new TaskRefusedException($"The message {message.Id} is no task: {reason}.");
        }

        if (attempt.Registration is not { } registration)
        {
            throw new TaskRefusedException($"This worker has no task named '{message.Name}': was its Map call forgotten, or is the worker older than the producer?");
        }

        if (message.Attempt > registration.Settings.MaxAttempts)
        {
            throw new TaskRefusedException(
                $"All {registration.Settings.MaxAttempts} attempts of task '{message.Name}' are used up; the last worker that held it, {message.PreviousWorker ?? "unknown"}, never said how it ended.");
        }

        try
        {
            return registration.CreateContext(message, attempt.Scope);
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new TaskRefusedException($"The body of task '{message.Name}' is not a {registration.Definition.ArgumentType}: {e.Message}", e);
        }
    }

    private void Report(Attempt attempt, double seconds)
    {
        var message = attempt.Message;
        if (attempt.Error is { } error && attempt.Outcome is not TaskOutcome.LeaseLost)
        {
            logger.ProcessException(ProcessTelemetry.Cause(error), message.Name, message.Id, message.Attempt);
        }

        switch (attempt.Settlement)
        {
            case Retrial retrial:
                logger.Retrying(message.Name, message.Id, message.Attempt, attempt.Registration!.Settings.MaxAttempts, retrial.Delay);
                break;
            case DeadLettering:
                logger.DeadLettered(message.Name, message.Id, message.Attempt);
                break;
            default:
                if (logger.IsEnabled(LogLevel.Debug))
                {
                    logger.Completed(message.Name, message.Id, seconds, Tasks.OutcomeName.Of(attempt.Outcome));
                }

                break;
        }
    }
}
