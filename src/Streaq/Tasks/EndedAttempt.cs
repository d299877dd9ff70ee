using System.Globalization;

namespace Streaq.Tasks;

/// <summary>
/// A task's end as a worker records it, in memory and as a line of text, with <c>-</c> for a missing value: <c>{ended} {milliseconds}
/// {waited} {outcome} {attempt} {priority} {worker} {task} {id} {traceparent} {error type}</c>.
/// </summary>
/// <remarks>It copies what it needs from the message. A reference to the message would keep the task's argument in memory.</remarks>
internal readonly record struct EndedAttempt
{
    private const int Parts = 11;

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Priority { get; init; }

    public required int Attempt { get; init; }

    public required TaskOutcome Outcome { get; init; }

    /// <summary>Unix milliseconds, as the other times.</summary>
    public required long ReadyAt { get; init; }

    public required long StartedAt { get; init; }

    public required long EndedAt { get; init; }

    /// <summary>The type of the exception that ended it; <see langword="null"/> without one.</summary>
    public string? ErrorType { get; init; }

    public string? TraceId { get; init; }

    public string? SpanId { get; init; }

    public long Lasted => EndedAt - StartedAt;

    public bool HasFailed => Outcome is TaskOutcome.Failure or TaskOutcome.Timeout;

    /// <summary>Whether a task ends with such an attempt.</summary>
    public static bool Ends(TaskOutcome outcome) =>
        outcome is TaskOutcome.Success or TaskOutcome.Failure or TaskOutcome.Timeout or TaskOutcome.Aborted or TaskOutcome.Expired;

    public string ToLine(string worker)
    {
        var (lasted, waited) = (Math.Max(0, Lasted), Math.Max(0, StartedAt - ReadyAt));
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"{EndedAt} {lasted} {waited} {OutcomeName.For(Outcome)} {Attempt} {Priority} {worker} ");
        var trace = TraceId is null || SpanId is null ? "-" : $"00-{TraceId}-{SpanId}-01";
        return $"{head}{Name} {Id} {trace} {AttemptHistory.Short(ErrorType ?? "-")}";
    }

    /// <returns><see langword="null"/> for a line of another form.</returns>
    public static RecentTask? ParseLine(string line)
    {
        if (line.Split(' ', Parts) is not
            [var at, var took, var before, var outcome, var number, var priority, var worker, var task, var id, var trace, var error]
            || Number(at) is not { } ended
            || Number(took) is not { } lasted
            || Number(before) is not { } waited
            || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var attempt))
        {
            return null;
        }

        var context = TraceContext.Parse(trace);
        return new RecentTask
        {
            TaskId = id,
            TaskName = task,
            Priority = priority,
            Outcome = OutcomeName.Parse(outcome),
            Attempts = attempt,
            ReadyAt = UnixTime.ToDateTimeOffset(ended - lasted - waited),
            StartedAt = UnixTime.ToDateTimeOffset(ended - lasted),
            FinishedAt = UnixTime.ToDateTimeOffset(ended),
            Worker = worker,
            ErrorType = error is "-" ? null : error,
            TraceId = context?.TraceId,
            SpanId = context?.SpanId,
        };
    }

    /// <summary>
    /// Parses lines and sorts them by the time of the end. Workers send theirs at different times, so the lines come only roughly in that
    /// order.
    /// </summary>
    public static IReadOnlyList<RecentTask> NewestFirst(IEnumerable<string> lines) =>
        [.. lines.Select(ParseLine).OfType<RecentTask>().OrderByDescending(task => task.FinishedAt)];

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= UnixTime.Last ? number : null;
}
