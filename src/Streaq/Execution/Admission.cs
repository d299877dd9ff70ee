using System.Text.Json;
using Microsoft.Extensions.Logging;
using Streaq.Storage;
using Streaq.Telemetry;

namespace Streaq.Execution;

/// <summary>
/// Checks with the store whether an attempt of a limited or unique task may begin, before the attempt has a span or a log line.
/// </summary>
internal sealed class Admission(QueueTelemetry queue, TimeProvider time, ILogger logger)
{
    private readonly LimitTelemetry _telemetry = new(queue);

    /// <returns>
    /// <see langword="true"/> when the attempt may begin; <see langword="false"/> when its limits hold it back, or the worker no longer
    /// holds the task.
    /// </returns>
    /// <exception cref="TaskAlreadyRunningException">Another instance of the unique task runs.</exception>
    /// <exception cref="Exception">The application's key function threw.</exception>
    public async ValueTask<bool> AskAsync(Delivery delivery, AttemptHost host, TaskRegistration registration)
    {
        var message = delivery.Message;
        if (ConditionsOf(delivery, host, registration) is not { } conditions)
        {
            // The attempt ends without its handler, for another reason.
            return true;
        }

        var decision = await AskStoreAsync(delivery, host, conditions).ConfigureAwait(false);
        switch (decision.Answer)
        {
            case StartAnswer.Limited:
                _telemetry.Limited(message.Name);
                logger.Limited(message.Name, message.Id);
                return false;
            case StartAnswer.Locked:
                throw new TaskAlreadyRunningException(message.Name, decision.RunningTask!);
            case StartAnswer.Abort:
                host.Aborts.Add(new AbortRequest(message.Id, delivery.Receipt, decision.AbortedBy ?? ""));
                return true;
            default:
                return decision.Answer is StartAnswer.Begin;
        }
    }

    private static StartConditions? ConditionsOf(Delivery delivery, AttemptHost host, TaskRegistration registration)
    {
        var message = delivery.Message;
        var now = host.Store.Now;
        if (!CanRun(delivery, host, registration, now))
        {
            return null;
        }

        TaskContext? context = null;
        try
        {
            return registration.Settings.Limits!.ConditionsOf(
                message.Name, () => (context = registration.CreateContext(new Attempt(delivery, host, registration, now))).Arguments);
        }
        catch (Exception e) when (context is null && e is JsonException or NotSupportedException or PayloadRefusedException)
        {
            return null;
        }
    }

    /// <summary>Whether the attempt can reach its handler, as far as is known by now.</summary>
    private static bool CanRun(Delivery delivery, AttemptHost host, TaskRegistration registration, long now)
    {
        var (message, details) = (delivery.Message, delivery.Message.Details);
        var isAborted = details.AbortedBy is not null || (!host.Aborts.IsEmpty && host.Aborts.Find(delivery) is not null);
        return details.Malformed is null && !isAborted && !message.HasExpired(now)
            && message.Attempt <= registration.Settings.MaxAttempts;
    }

    /// <summary>A worker that can't reach the store could not store an outcome either, so it waits.</summary>
    private async ValueTask<StartDecision> AskStoreAsync(Delivery delivery, AttemptHost host, StartConditions conditions)
    {
        for (var pause = Backoff.Endless.First; !host.Stop.IsCancellationRequested; pause = Backoff.Endless.After(pause))
        {
            try
            {
                return await host.Lease.AdmitAsync(delivery, conditions, host.Stop).ConfigureAwait(false);
            }
            catch (StreaqStoreException e)
            {
                if (pause == Backoff.Endless.First)
                {
                    logger.StoreUnreachable(e, nameof(Admission), pause);
                }

                await Task.Delay(pause, time, host.Stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (host.Stop.IsCancellationRequested)
            {
                break;
            }
        }

        return new(StartAnswer.Gone);
    }
}
