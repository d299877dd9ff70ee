using Microsoft.Extensions.Logging;
using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Client;

/// <summary>One replay: find the letter, span, message, write, measurement.</summary>
/// <param name="codec">Moves an argument to another id; the default one where nothing is done to payloads.</param>
/// <param name="queue">Whose replays they are.</param>
/// <param name="time">For the measurement.</param>
/// <param name="logger">Says what was enqueued, or was not.</param>
internal sealed class DeadLetterReplay(PayloadCodec codec, QueueTelemetry queue, TimeProvider time, ILogger logger)
{
    private readonly EnqueueTelemetry _telemetry = new(queue);

    /// <summary>For many at a time.</summary>
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

            // The task was replayed by another process meanwhile and has failed again: that letter is the one to replay now.
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

    /// <summary>Says what came of a replay.</summary>
    public void Tell(GuardedSpan span, TaskMessage task, ReplayResult? result, double seconds)
    {
        _telemetry.Replayed(span, task.Name, result, seconds);
        if (result is ReplayResult.Replayed)
        {
            logger.Enqueued(task.Name, task.Id, queue.Queue, task.Priority);
        }
    }

    /// <summary>Says that it failed; the log of it is written once for all of a step.</summary>
    public void Tell(GuardedSpan span, TaskMessage task, Exception error, double seconds)
    {
        span.Fail(error);
        using var current = span.Inside();
        _telemetry.Sent(task.Name, 1, seconds, error);
    }

    /// <summary>The log of a step of many that failed.</summary>
    public void Log(Exception error, IEnumerable<TaskMessage> tasks)
    {
        foreach (var name in tasks.Select(task => task.Name).Distinct(StringComparer.Ordinal))
        {
            logger.NotSent(error, name, queue.Queue);
        }
    }

    /// <summary>The same task under another id: of the same conversation, and its argument sealed for that id.</summary>
    private TaskMessage Under(string newId, TaskMessage dead) => string.Equals(newId, dead.Id, StringComparison.Ordinal)
        ? dead
        : codec.MoveArgument(dead with { Details = dead.Details with { RootId = dead.Root } }, newId);

    /// <summary>What is enqueued in place of the letter: its first attempt, which carries the current span's context.</summary>
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

    /// <summary>The attempt that failed is one before those to come.</summary>
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
