using Streaq.Tasks;

namespace Streaq;

/// <summary>A dead letter as a list shows it: without argument, headers and stack trace.</summary>
/// <param name="TaskId">The task's id.</param>
/// <param name="TaskName">The task's name; <c>unknown</c> when the message had none.</param>
/// <param name="Priority">The priority it had.</param>
/// <param name="Attempts">The number of attempts made.</param>
/// <param name="ErrorType">The full name of the type of the exception that ended it.</param>
/// <param name="Message">The first line of the exception's message, cut at 200 characters.</param>
/// <param name="FailedAt">When it failed.</param>
/// <param name="TraceId">The trace of the last attempt, if it was traced.</param>
public sealed record DeadLetterSummary(
    string TaskId,
    string TaskName,
    string Priority,
    int Attempts,
    string ErrorType,
    string Message,
    DateTimeOffset FailedAt,
    string? TraceId)
{
    internal const int MostMessage = 200;

    internal static DeadLetterSummary From(
        string id, string name, string priority, int attempts, TaskError error, long failedAt, string? traceParent) =>
        new(
            id,
            name,
            priority,
            attempts,
            error.Type,
            FirstLine(error.Message),
            UnixTime.ToDateTimeOffset(failedAt),
            TraceContext.Parse(traceParent)?.TraceId);

    private static string FirstLine(string message)
    {
        var end = message.AsSpan().IndexOfAny('\r', '\n');
        var line = end < 0 ? message : message[..end];
        if (line.Length <= MostMessage)
        {
            return line;
        }

        // Half of a surrogate pair is no character.
        var cut = char.IsHighSurrogate(line[MostMessage - 2]) ? MostMessage - 2 : MostMessage - 1;
        return string.Concat(line.AsSpan(0, cut), "…");
    }
}

/// <summary>A part of the dead letters.</summary>
/// <param name="Letters">The dead letters, newest first.</param>
/// <param name="Continuation">The value to pass to the next call; <see langword="null"/> when this was the last part.</param>
public sealed record DeadLetterPage(IReadOnlyList<DeadLetterSummary> Letters, string? Continuation)
{
    /// <summary>The number of all dead letters, those of other parts included.</summary>
    public int Total { get; init; }
}
