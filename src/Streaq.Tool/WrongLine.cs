using System.CommandLine;
using System.CommandLine.Invocation;

namespace Streaq.Tool;

/// <summary>Returns the errors of a command line, and suggestions.</summary>
internal static class WrongLine
{
    public static IEnumerable<string> Messages(ParseResult line) =>
        [.. line.Errors.Select(error => error.Message).Distinct(StringComparer.Ordinal), Hint([.. Meant(line)])];

    private static string Hint(IReadOnlyList<string> meant) =>
        meant.Count == 0 ? "Try --help." : $"Did you mean {string.Join(" or ", meant)}? Or try --help.";

    /// <summary>
    /// Returns the suggestions of the library. It can only print them: a sentence for each word, then a line for each suggestion.
    /// </summary>
    private static IEnumerable<string> Meant(ParseResult line)
    {
        if (line.Action is not ParseErrorAction action)
        {
            return [];
        }

        (action.ShowHelp, action.ShowTypoCorrections) = (false, true);
        using var printed = new StringWriter();
        line.Invoke(new InvocationConfiguration { Output = printed, Error = TextWriter.Null });
        return printed.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)
            .Where(word => !word.Contains(' ', StringComparison.Ordinal)).Distinct(StringComparer.Ordinal);
    }
}
