using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Execution;

/// <summary>Runs one attempt from its delivery to its outcome.</summary>
internal sealed class TaskExecutor(
    TaskRegistry registry, IServiceScopeFactory scopes, QueueTelemetry queue, TimeProvider time, ILogger logger)
{
    private readonly ProcessTelemetry _telemetry = new(queue);
    private readonly AttemptReport _report = new(queue, time, logger);
    private readonly CancellableRun _run = new(time, logger);
    private readonly Admission _admission = new(queue, time, logger);

    /// <param name="store">The store, for its clock.</param>
    /// <param name="lease">The lease of the worker that runs attempts.</param>
    /// <param name="observer">Notified of attempts whose span is sampled.</param>
    /// <param name="aborts">The requests to abort tasks.</param>
    /// <param name="stop">Cancelled when attempts must end.</param>
    public AttemptHost Host(
        ITaskStore store, IWorkerLease lease, IAttemptObserver? observer, AbortRequests aborts, CancellationToken stop) =>
        new(store, lease, observer, aborts, stop)
        {
            Queue = queue.Queue,
            Scopes = scopes,
            Spans = queue.Spans,
            Time = time,
            Logger = logger,
            DisposeThrew = DisposeThrew,
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
        try
        {
            return await _admission.AskAsync(delivery, host, registration).ConfigureAwait(false)
                ? await AttemptAsync(delivery, host, registration).ConfigureAwait(false)
                : new Attempt(delivery, host, registration, host.Store.Now) { Outcome = TaskOutcome.LeaseLost };
        }
#pragma warning disable CA1031 // Another instance runs, or the application's key function threw: treated like a handler's exception.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var attempt = Begin(delivery, host, registration);
            Fail(attempt, host, e);
            return End(attempt, host);
        }
    }

    private Attempt Begin(Delivery delivery, AttemptHost host, TaskRegistration? registration)
    {
        var attempt = new Attempt(delivery, host, registration, host.Store.Now) { HandedOver = time.GetTimestamp() };
        attempt.Span = _telemetry.Start(delivery.Message, host.Worker, registration?.Settings.MaxAttempts ?? 1, attempt.StartedAt);
        if (attempt.Span.Exists)
        {
            attempt.InsideSpan = ExecutionContext.Capture();
        }

        if (attempt.Span.IsRecorded)
        {
            host.Observer?.Began(attempt);
        }

        return attempt;
    }

    private async ValueTask<Attempt> AttemptAsync(Delivery delivery, AttemptHost host, TaskRegistration? registration)
    {
        var message = delivery.Message;
        var attempt = Begin(delivery, host, registration);
        using var logScope = AttemptLogScope.Begin(logger, message, queue.Queue);
        TaskContext? context = null;
        host.Cancellation.Begin(attempt);
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
                context = AttemptContext.Create(attempt);
                ProcessTelemetry.Attach(attempt.Span, context);
                logger.Started(message.Name, message.Id, message.Attempt, context.MaxAttempts);
                AmbientTask.Current = context;
                attempt.HasBegun = true;
                await _run.RunAsync(context.Registration.Layers.Chain.Start, context, attempt).ConfigureAwait(false);
                context.Registration.ThrowWithoutResult(context);
                attempt.Outcome = TaskOutcome.Success;
            }

            // Serializes the result, which may still read from the attempt's services.
            attempt.Settlement = Outcomes.Decide(attempt, context, host.Store.Now);
        }
#pragma warning disable CA1031 // Any exception of a handler becomes an outcome and never ends the worker.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Fail(attempt, host, e);
        }

        attempt.IsOver = true;
        if (attempt.Abandoned is { } run)
        {
            _ = DisposeAfterAsync(run, attempt);
        }
        else
        {
            await DisposeAsync(attempt).ConfigureAwait(false);
        }

        if (attempt.HasProgress)
        {
            await attempt.Progress.FlushAsync().ConfigureAwait(false);
        }

        return End(attempt, host);
    }

    private static void Fail(Attempt attempt, AttemptHost host, Exception e)
    {
        attempt.Error = AttemptSignal.In(e) ?? e;
        attempt.Outcome = Outcomes.From(attempt.Error, attempt, host.Stop);
        attempt.Settlement = Outcomes.Decide(attempt, context: null, host.Store.Now);
    }

    /// <summary>Disposes the attempt's services. They are user code, and their exceptions come too late to change the outcome.</summary>
    private async ValueTask DisposeAsync(Attempt attempt)
    {
        try
        {
            var disposing = attempt.DisposeAsync();
            if (disposing.IsCompleted)
            {
                await disposing.ConfigureAwait(false);
            }
            else if (!await _run.UntilEndAsync(disposing.AsTask(), attempt.SlotToken).ConfigureAwait(false))
            {
                logger.Abandoned(attempt.Message.Name, attempt.Message.Id);
            }
        }
#pragma warning disable CA1031 // Services are user code.
        catch (Exception e)
#pragma warning restore CA1031
        {
            DisposeThrew(attempt.Message, e);
        }
    }

    private void DisposeThrew(TaskMessage message, Exception error)
    {
        logger.DisposeThrew(error, message.Name, message.Id);
        _telemetry.DisposeThrew(message.Name, error);
    }

    private async Task DisposeAfterAsync(Task run, Attempt attempt)
    {
        await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await DisposeAsync(attempt).ConfigureAwait(false);
    }

    private static Attempt End(Attempt attempt, AttemptHost host)
    {
        host.Cancellation.End(attempt);
        if (attempt.Span.IsRecorded)
        {
            host.Observer?.Ended();
        }

        return attempt;
    }

    /// <summary>Reports the ends of attempts, once their outcomes are stored or known to be lost.</summary>
    public void Finish(IReadOnlyList<Attempt> attempts, bool stored) => _report.Tell(attempts, stored);

    /// <summary>Reports the attempt that blocks the slot, if there is one, when the worker leaves the slot behind.</summary>
    public void Leave(AttemptHost host)
    {
        if (host.Cancellation.Current is { } attempt)
        {
            _report.Leave(attempt);
        }
    }
}
