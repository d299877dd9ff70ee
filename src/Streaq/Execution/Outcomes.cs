using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Execution;

/// <summary>Decides what is stored for a task after an attempt.</summary>
internal static class Outcomes
{
    private static readonly TimeSpan? DefaultTtl = new TaskSettings().ResultTtl;

    public static TaskOutcome From(Exception error, Attempt attempt, CancellationToken stop) => error switch
    {
        _ when attempt.IsAborted => TaskOutcome.Aborted,
        TaskTimeoutException => TaskOutcome.Timeout,
        StreaqSnoozeException => TaskOutcome.Snoozed,
        StreaqRetryException when attempt.Message.Attempt < (attempt.Registration?.Settings.MaxAttempts ?? 0) => TaskOutcome.Retry,
        // Any exception counts once the worker stops: many libraries throw one of their own for a cancellation.
        _ when stop.IsCancellationRequested && (attempt.HasBegun || error is OperationCanceledException) =>
            attempt.Host.Lost.IsCancellationRequested ? TaskOutcome.LeaseLost : TaskOutcome.Returned,
        _ => TaskOutcome.Failure,
    };

    /// <returns>The change to store; <see langword="null"/> when the task is left to another worker.</returns>
    public static Settlement? Decide(Attempt attempt, TaskContext? context, long now) => attempt.Outcome switch
    {
        TaskOutcome.Success => new CompletionSettlement(attempt.Delivery, Success(attempt, now, context!), Ttl(attempt)),
        TaskOutcome.Retry => Retry(attempt, (StreaqRetryException)attempt.Error!, now),
        TaskOutcome.Failure when attempt.Error is TaskAlreadyRunningException refusal => Refuse(attempt, refusal, now),
        TaskOutcome.Failure when attempt.Message.Details.Dependencies is { Failed: not null } => NotRun(attempt, now),
        TaskOutcome.Snoozed =>
            Next(attempt, attempt.Message.Attempt, TaskTrigger.Snooze, ((StreaqSnoozeException)attempt.Error!).Delay, now),
        TaskOutcome.Failure or TaskOutcome.Timeout => DeadLetter(attempt, now),
        TaskOutcome.Aborted when attempt.Error is null =>
            new CompletionSettlement(
                attempt.Delivery,
                RecordFormat.Write(Record(attempt, now) with { Attempts = attempt.Message.Attempt - 1, StartedAt = 0 }),
                Ttl(attempt)),
        TaskOutcome.LeaseLost or TaskOutcome.Returned => null,
        _ => new CompletionSettlement(attempt.Delivery, RecordFormat.Write(Record(attempt, now)), Ttl(attempt)),
    };

    private static RetrySettlement Retry(Attempt attempt, StreaqRetryException retry, long now)
    {
        var number = attempt.Message.Attempt;
        return Next(attempt, number + 1, TaskTrigger.Retry, retry.Delay ?? TimeSpan.FromSeconds((double)number * number), now);
    }

    private static RetrySettlement Next(Attempt attempt, int number, string trigger, TimeSpan delay, long now)
    {
        var line = AttemptHistory.Line(
            attempt.Message.Attempt,
            (attempt.StartedAt, now),
            attempt.Outcome,
            attempt.Worker,
            attempt.Span.Id,
            attempt.Outcome is TaskOutcome.Retry ? ExceptionText.Type(ProcessTelemetry.Cause(attempt.Error!)) : null);
        var next = attempt.Message with
        {
            Attempt = number,
            Details = AttemptHistory.Append(attempt.Message.Details, line) with
            {
                Trigger = trigger,
                PreviousTraceParent = attempt.Span.Id,
                PreviousWorker = null,
            },
        };
        return new RetrySettlement(attempt.Delivery, next, delay);
    }

    /// <summary>Ends the task without a dead letter: a duplicate needs no investigation and no replay.</summary>
    private static CompletionSettlement Refuse(Attempt attempt, TaskAlreadyRunningException refusal, long now) => new(
        attempt.Delivery,
        RecordFormat.Write(Record(attempt, now) with { Error = TaskError.From(refusal) with { StackTrace = null } }),
        Ttl(attempt));

    private static DeadLetterSettlement DeadLetter(Attempt attempt, long now)
    {
        var cause = ProcessTelemetry.Cause(attempt.Error!);
        var error = TaskError.From(cause);
        var letter = new DeadLetterEntry(attempt.Message, error, now, attempt.Worker, attempt.Span.Id) { StartedAt = attempt.StartedAt };
        var record = Record(attempt, now) with { Error = error with { StackTrace = null } };
        return new DeadLetterSettlement(attempt.Delivery, RecordFormat.Write(record), Ttl(attempt), letter);
    }

    /// <summary>
    /// Ends the task without a dead letter: there is nothing to investigate in it, and the dependency that failed has its own.
    /// </summary>
    private static CompletionSettlement NotRun(Attempt attempt, long now)
    {
        var record = Record(attempt, now) with { Error = TaskError.From(attempt.Error!) with { StackTrace = null }, Attempts = 0 };
        return new CompletionSettlement(attempt.Delivery, RecordFormat.Write(record), Ttl(attempt));
    }

    private static TimeSpan? Ttl(Attempt attempt) =>
        attempt.Registration is { } registration ? registration.Settings.ResultTtl : DefaultTtl;

    private static byte[] Success(Attempt attempt, long now, TaskContext context) => RecordFormat.WriteSuccess(
        attempt.Message.Name,
        attempt.Message.Attempt,
        (attempt.Message.EnqueuedAt, attempt.StartedAt, now),
        attempt.Worker,
        attempt.Span.TraceId,
        SpanId(attempt),
        TaskOrigin.Of(attempt.Message, attempt.Span.TraceId),
        context.Registration.SerializeResult(context).Span);

    private static TaskRecord Record(Attempt attempt, long now) => new()
    {
        Name = attempt.Message.Name,
        Outcome = attempt.Outcome,
        Attempts = attempt.Message.Attempt,
        EnqueuedAt = attempt.Message.EnqueuedAt,
        StartedAt = attempt.StartedAt,
        FinishedAt = now,
        Worker = attempt.Worker,
        TraceId = attempt.Span.TraceId,
        SpanId = SpanId(attempt),
        Origin = TaskOrigin.Of(attempt.Message, attempt.Span.TraceId),
    };

    private static string? SpanId(Attempt attempt) => attempt.Span.IsRecorded ? attempt.Span.SpanId : null;
}
