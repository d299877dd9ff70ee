using Microsoft.Extensions.Logging;
using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Client;

/// <summary>One replay, top to bottom: find the dead letter, span, message, write, measurement.</summary>
/// <param name="codec">Seals an argument for another id; one that changes nothing when the options set no codec.</param>
/// <param name="queue">The telemetry of the queue.</param>
/// <param name="time">The clock of the measurements.</param>
/// <param name="logger">Logs what was enqueued, or failed.</param>
internal sealed class DeadLetterReplay(PayloadCodec codec, QueueTelemetry queue, TimeProvider time, ILogger logger)
{
    private readonly EnqueueTelemetry _telemetry = new(queue);

    /// <summary>Replays many dead letters at a time.</summary>
    public ManyReplays Many => field ??= new(this, _telemetry, time);

    /// <exception cref="PayloadRefusedException">The argument can't be moved to the new id.</exception>
    public async Task<ReplayResult> RunAsync(IDeadLetterStore letters, string taskId, string newId, CancellationToken cancellationToken)
    {
        while (await letters.FindAsync(taskId, cancellationToken).ConfigureAwait(false) is { } letter)
        {
            if (await WriteAsync(letters, letter, newId, cancellationToken).ConfigureAwait(false) is { } result)
            {
                return result;
            }

            // Another process has replayed the task meanwhile, and it has failed again: replay its new dead letter.
        }

        return ReplayResult.NotFound;
    }

    private async Task<ReplayResult?> WriteAsync(
        IDeadLetterStore letters, DeadLetterEntry letter, string newId, CancellationToken cancellationToken)
    {
        var dead = Under(newId, letter.Message);
        var began = time.GetTimestamp();
        using var span = _telemetry.StartReplay(dead, letter.TraceParent);
        try
        {
            var result = await letters.ReplayAsync(letter, Again(dead, letter), cancellationToken).ConfigureAwait(false);
            Tell(span, dead, result, time.GetElapsedTime(began).TotalSeconds);
            return result;
        }
        catch (Exception e)
        {
            Tell(span, dead, e, time.GetElapsedTime(began).TotalSeconds);
            logger.NotSent(e, dead.Name, queue.Queue);
            throw;
        }
    }

    /// <summary>Reports the result of a replay.</summary>
    public void Tell(GuardedSpan span, TaskMessage task, ReplayResult? result, double seconds)
    {
        _telemetry.Replayed(span, task.Name, result, seconds);
        if (result is ReplayResult.Replayed)
        {
            logger.Enqueued(task.Name, task.Id, queue.Queue, task.Priority);
        }
    }

    /// <summary>Reports a failed replay, except to the log: a failed step of many is logged once.</summary>
    public void Tell(GuardedSpan span, TaskMessage task, Exception error, double seconds)
    {
        span.Fail(error);
        using var current = span.Inside();
        _telemetry.Sent(task.Name, 1, seconds, error);
    }

    /// <summary>Logs a failed step of many replays, once for each task name.</summary>
    public void Log(Exception error, IEnumerable<TaskMessage> tasks)
    {
        foreach (var name in tasks.Select(task => task.Name).Distinct(StringComparer.Ordinal))
        {
            logger.NotSent(error, name, queue.Queue);
        }
    }

    /// <summary>Returns the task under another id: in the same conversation, with its argument sealed for that id.</summary>
    private TaskMessage Under(string newId, TaskMessage dead) => string.Equals(newId, dead.Id, StringComparison.Ordinal)
        ? dead
        : codec.MoveArgument(dead with { Details = dead.Details with { RootId = dead.Root } }, newId);

    /// <summary>Returns the message to enqueue in place of the letter: a first attempt that carries the current span's context.</summary>
    public TaskMessage Again(TaskMessage dead, DeadLetterEntry letter)
    {
        Dictionary<string, string>? fields = null;
        var carried = dead.CarriesContext ? Propagation.Inject(Spans.Current, headers: null, queue, out fields) : null;
        return dead with
        {
            Attempt = 1,
            EnqueuedAt = 0,
            TraceParent = carried is null ? dead.TraceParent : carried.GetValueOrDefault(Propagation.TraceParent),
            Details = WithHistory(dead, letter) with
            {
                Trigger = TaskTrigger.Replay,
                DueAt = 0,
                ExpiresAt = 0,
                PreviousTraceParent = letter.TraceParent,
                PreviousWorker = null,
                TraceState = carried is null ? dead.Details.TraceState : carried.GetValueOrDefault(Propagation.TraceState),
                ContextFields = carried is null ? dead.Details.ContextFields : fields,
            },
        };
    }

    /// <summary>Adds the failed attempt to the history that the new attempts carry.</summary>
    private static TaskDetails WithHistory(TaskMessage dead, DeadLetterEntry letter) => letter.StartedAt == 0
        ? dead.Details
        : AttemptHistory.Append(
            dead.Details,
            AttemptHistory.Line(
                dead.Attempt,
                (letter.StartedAt, letter.FailedAt),
                TaskOutcome.Failure,
                letter.Worker,
                letter.TraceParent,
                letter.Error.Type));
}
