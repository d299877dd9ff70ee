using Streaq.Tasks;

namespace Streaq;

/// <summary>The error that ended a task, as stored with its outcome.</summary>
/// <param name="Type">The full name of the exception's type, as in the span attribute <c>error.type</c>.</param>
/// <param name="Message">The exception's message, cut at 2,000 characters.</param>
/// <param name="StackTrace">
/// The exception with its stack trace, cut at 8,000 characters; absent in results, present in dead letters.
/// </param>
public sealed record TaskError(string Type, string Message, string? StackTrace = null)
{
    private const int MaxMessage = 2_000;
    private const int MaxStackTrace = 8_000;

    internal static TaskError From(Exception exception) => new(
        ExceptionText.Type(exception),
        Cut(ExceptionText.Message(exception), MaxMessage),
        Cut(ExceptionText.Whole(exception), MaxStackTrace));

    private static string Cut(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        // Half of a surrogate pair is no character, and no UTF-8.
        var end = char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
        return string.Concat(text.AsSpan(0, end), "…");
    }
}
