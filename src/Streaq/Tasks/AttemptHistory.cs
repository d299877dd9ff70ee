using System.Globalization;

namespace Streaq.Tasks;

/// <summary>The attempts of a task before its present one, as text in the field <c>history</c> of its message and in its record.</summary>
/// <remarks>
/// The text begins with the number of dropped lines. A line for each attempt follows: <c>{attempt} {began} {milliseconds} {outcome}
/// {worker} {traceparent} {error type}</c>, with <c>-</c> for a missing value. A script writes it, too.
/// </remarks>
/// <param name="Attempts">The attempts, the oldest first.</param>
/// <param name="Dropped">The number of older attempts that were dropped.</param>
internal sealed record AttemptHistory(IReadOnlyList<PastAttempt> Attempts, int Dropped)
{
    public const string Field = "history";

    /// <summary>The most lines that are kept.</summary>
    public const int Most = 32;

    private const int MostErrorType = 200;

    public static AttemptHistory Empty { get; } = new([], 0);

    /// <returns><see langword="null"/> for a message without one.</returns>
    public static string? Find(TaskMessage message) => MessageField.Find(message.Details.UnknownFields, Field);

    /// <summary>Returns the details of the next attempt's message, with a line for this attempt.</summary>
    public static TaskDetails Append(TaskDetails details, string line)
    {
        var others = (details.UnknownFields ?? []).Where(field => !string.Equals(field.Key, Field, StringComparison.Ordinal));
        var before = Split(MessageField.Find(details.UnknownFields, Field));
        var surplus = Math.Max(0, before.Lines.Length + 1 - Most);
        var lines = string.Join('\n', [.. before.Lines.Skip(surplus), line]);
        var text = string.Create(CultureInfo.InvariantCulture, $"{before.Dropped + surplus}\n{lines}");
        return details with { UnknownFields = [.. others, MessageField.Of(Field, text)] };
    }

    public static string Line(
        int attempt, (long Began, long Ended) times, TaskOutcome outcome, string worker, string? traceParent, string? errorType) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{attempt} {times.Began} {Math.Max(0, times.Ended - times.Began)} {OutcomeName.For(outcome)} {worker} {traceParent ?? "-"} ")
        + Short(errorType ?? "-");

    /// <summary>Parses the text. Leaves out lines of another form.</summary>
    public static AttemptHistory Parse(string? text)
    {
        if (text is null)
        {
            return Empty;
        }

        var (dropped, lines) = Split(text);
        return new([.. lines.Select(ParseLine).OfType<PastAttempt>()], dropped);
    }

    private static (int Dropped, string[] Lines) Split(string? text)
    {
        if (text?.Split('\n') is not [var first, .. var lines])
        {
            return (0, []);
        }

        var isCount = int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var dropped) && dropped < int.MaxValue / 2;
        return (isCount ? dropped : 0, lines);
    }

    private static PastAttempt? ParseLine(string line)
    {
        if (line.Split(' ', 7) is not [var number, var began, var lasted, var outcome, var worker, var trace, var error]
            || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
            || !long.TryParse(began, NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            || !long.TryParse(lasted, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
        {
            return null;
        }

        var context = TraceContext.Parse(trace);
        start = UnixTime.Clamp(start);
        return new PastAttempt
        {
            Attempt = attempt,
            StartedAt = UnixTime.ToDateTimeOffset(start),
            FinishedAt = UnixTime.ToDateTimeOffset(UnixTime.Clamp(start + Math.Min(milliseconds, UnixTime.Last))),
            Outcome = OutcomeName.Parse(outcome),
            Worker = worker,
            ErrorType = error is "-" ? null : error,
            TraceId = context?.TraceId,
            SpanId = context?.SpanId,
        };
    }

    /// <summary>Shortens a type's name to one line: the name is user code and may have any length and any character.</summary>
    public static string Short(string errorType)
    {
        var text = errorType.Length > MostErrorType ? string.Concat(errorType.AsSpan(0, MostErrorType - 1), "…") : errorType;
        return text.ReplaceLineEndings(" ");
    }
}
