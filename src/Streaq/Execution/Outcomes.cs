using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Execution;

/// <summary>What becomes of a task, by how its attempt ended.</summary>
internal static class Outcomes
{
    private static readonly TimeSpan? DefaultTtl = new TaskSettings().ResultTtl;

    public static TaskOutcome Of(Exception error, Attempt attempt, CancellationToken stop) => error switch
    {
        TaskTimeoutException => TaskOutcome.Timeout,
        StreaqRetryException when attempt.Message.Attempt < (attempt.Registration?.Settings.MaxAttempts ?? 0) => TaskOutcome.Retry,
        OperationCanceledException when stop.IsCancellationRequested => TaskOutcome.LeaseLost,
        _ => TaskOutcome.Failure,
    };

    /// <returns>What to store; <see langword="null"/> when the task is left to another worker.</returns>
    public static Settlement? Decide(Attempt attempt, TaskContext? context, long now) => attempt.Outcome switch
    {
        TaskOutcome.Success => new Completion(attempt.Delivery, Record(attempt, now, context!), Ttl(attempt)),
        TaskOutcome.Retry => Retry(attempt, (StreaqRetryException)attempt.Error!),
        TaskOutcome.Failure or TaskOutcome.Timeout => DeadLetter(attempt, now),
        TaskOutcome.LeaseLost => null,
        _ => new Completion(attempt.Delivery, Record(attempt, now, context: null), Ttl(attempt)),
    };

    private static Retrial Retry(Attempt attempt, StreaqRetryException retry)
    {
        var number = attempt.Message.Attempt;
        var next = attempt.Message with
        {
            Attempt = number + 1,
            Trigger = TaskTrigger.Retry,
            PreviousAttempt = attempt.Activity?.Id,
            PreviousWorker = null,
        };
        return new Retrial(attempt.Delivery, next, retry.Delay ?? TimeSpan.FromSeconds((double)number * number));
    }

    private static DeadLettering DeadLetter(Attempt attempt, long now)
    {
        var cause = ProcessTelemetry.Cause(attempt.Error!);
        var error = TaskError.From(cause);
        var letter = new DeadLetterEntry(attempt.Message, error, now, attempt.Scope.Worker, attempt.Activity?.Id);
        var record = Record(attempt, now, context: null) with { Error = error with { StackTrace = null } };
        return new DeadLettering(attempt.Delivery, record, Ttl(attempt), letter);
    }

    private static TimeSpan? Ttl(Attempt attempt) => attempt.Registration is { } registration ? registration.Settings.ResultTtl : DefaultTtl;

    private static TaskRecord Record(Attempt attempt, long now, TaskContext? context) => new()
    {
        Name = attempt.Message.Name,
        Outcome = attempt.Outcome,
        Attempts = attempt.Message.Attempt,
        EnqueuedAt = attempt.Message.EnqueuedAt,
        StartedAt = attempt.Scope.StartedAt,
        FinishedAt = now,
        Worker = attempt.Scope.Worker,
        TraceId = attempt.Activity?.TraceId.ToHexString(),
        Result = context is null ? default : context.Registration.SerializeResult(context),
    };
}
