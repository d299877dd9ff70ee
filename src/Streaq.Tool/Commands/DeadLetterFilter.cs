using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.CompilerServices;

namespace Streaq.Tool.Commands;

/// <summary>Selects dead letters by task, error and age. A dead letter must match all given options.</summary>
internal sealed class DeadLetterFilter
{
    private const int Page = 100;

    private readonly Option<string?> _task = new("--task") { Description = "Those of the task of this name." };
    private readonly Option<string?> _error = new("--error") { Description = "Those whose error's type or message has this text in it." };
    private readonly Option<TimeSpan?> _olderThan =
        AgeOption.Create("--older-than", "Those that failed longer ago, such as 90s, 30m, 12h, 7d.");

    private readonly Option<TimeSpan?> _newerThan =
        AgeOption.Create("--newer-than", "Those that failed since, such as 90s, 30m, 12h, 7d.");

    private Option[] Options => [_task, _error, _olderThan, _newerThan];

    public void AddTo(Command command) => Array.ForEach(Options, command.Add);

    public bool IsGiven(ParseResult line) => IsGiven(line.CommandResult);

    public bool IsGiven(SymbolResult line) => Array.Exists(Options, option => line.GetResult(option) is { Implicit: false });

    /// <summary>
    /// Returns the matching dead letters, the newest first. It reads all pages, since the store has only an index by age.
    /// </summary>
    public async IAsyncEnumerable<DeadLetter> FindAsync(
        IDeadLetters letters, ParseResult line, [EnumeratorCancellation] CancellationToken stop)
    {
        var (task, error) = (line.GetValue(_task), line.GetValue(_error));
        var now = DateTimeOffset.UtcNow;
        var (before, after) = (now - line.GetValue(_olderThan), now - line.GetValue(_newerThan));
        for (var offset = 0; await letters.ListAsync(offset, Page, stop) is { Count: > 0 } page; offset += page.Count)
        {
            foreach (var letter in page)
            {
                if ((task is null || string.Equals(letter.TaskName, task, StringComparison.Ordinal))
                    && (error is null || Has(letter.Error.Type, error) || Has(letter.Error.Message, error))
                    && !(letter.FailedAt > before)
                    && !(letter.FailedAt < after))
                {
                    yield return letter;
                }
            }
        }
    }

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
