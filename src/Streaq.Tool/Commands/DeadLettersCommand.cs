using System.CommandLine;
using Spectre.Console;

namespace Streaq.Tool.Commands;

/// <summary>Changes dead letters: those of given ids, or all after a confirmation.</summary>
internal abstract class DeadLettersCommand : QueueCommand
{
    private readonly Argument<string[]> _ids = new("id") { Description = "Ids of tasks.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> _all = new("--all") { Description = "All dead letters of the queue; asks first." };
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Do not ask." };
    private readonly DeadLetterFilter _filter = new();
    private readonly string _verb;
    private readonly string _done;

    protected DeadLettersCommand(string verb, string done, string description, QueueOptions options, ToolConsole console)
        : base(verb, description, options, console)
    {
        (_verb, _done) = (verb, done);
        Add(_ids);
        Add(_all);
        Add(_yes);
        _filter.AddTo(this);
        Validators.Add(line =>
        {
            if ((line.GetValue(_all) || _filter.IsGiven(line)) == line.GetValue(_ids) is { Length: > 0 })
            {
                line.AddError($"Say which dead letters to {verb}: their ids, --all, or what they have in common, such as --task.");
            }
        });
    }

    /// <summary>The reasons for which a dead letter may be refused, in the order in which they are reported.</summary>
    protected virtual IReadOnlyList<Refusal> Refusals { get; } = [Refusal.NotFound];

    /// <returns>For each id, in order, the refusal, or <see langword="null"/> when it is done.</returns>
    protected abstract Task<IEnumerable<Refusal?>> DoAsync(IDeadLetters letters, IReadOnlyList<string> ids, CancellationToken stop);

    protected override async Task<int> RunAsync(IStreaqClient client, ParseResult line, Output output, CancellationToken stop)
    {
        IReadOnlyList<string> ids = line.GetValue(_ids) ?? [];
        if (ids.Count == 0)
        {
            ids = await FindAsync(client.DeadLetters, line, stop);
            var which = _filter.IsGiven(line) ? "the matching" : "all";
            var question = $"{_verb} {which} {ids.Count} dead letters of queue {Queue(line)}?";
            if (ids.Count > 0 && !line.GetValue(_yes) && !Asked(question, output))
            {
                return ExitCode.Usage;
            }
        }

        var done = new List<string>();
        var refused = Refusals.ToDictionary(refusal => refusal, _ => new List<string>());
        foreach (var (id, outcome) in ids.Zip(await DoAsync(client.DeadLetters, ids, stop)))
        {
            (outcome is { } refusal ? refused[refusal] : done).Add(id);
        }

        Dictionary<string, IReadOnlyList<string>> told = new(StringComparer.Ordinal) { [_done] = done };
        foreach (var (refusal, which) in refused)
        {
            told.Add(refusal.Name, which);
        }

        output.Show(told, () => new Text($"{done.Count} dead {(done.Count == 1 ? "letter" : "letters")} {_done}.\n"));
        foreach (var (refusal, which) in refused)
        {
            which.ForEach(id => output.Complain(refusal.Say(id, id, Queue(line))));
        }

        return done.Count == 0 || done.Count < ids.Count ? ExitCode.NothingDone : ExitCode.Done;
    }

    /// <summary>Finds the ids at the start. The user did not confirm dead letters that are added while the command runs.</summary>
    private async Task<IReadOnlyList<string>> FindAsync(IDeadLetters letters, ParseResult line, CancellationToken stop) =>
        await _filter.FindAsync(letters, line, stop).Select(letter => letter.TaskId).Distinct(StringComparer.Ordinal).ToListAsync(stop);

    private static bool Asked(string question, Output output)
    {
        if (output.IsJson || !output.Console.CanAsk)
        {
            output.Complain($"{question} No terminal can ask this question: pass --yes to confirm.");
            return false;
        }

        output.Console.Error.Write($"{question} [y/N] ");
        if (output.Console.In.ReadLine()?.Trim() is "y" or "Y" or "yes")
        {
            return true;
        }

        output.Complain("Nothing was done.");
        return false;
    }
}

/// <summary><c>streaq dead delete</c>.</summary>
internal sealed class DeadDeleteCommand(QueueOptions options, ToolConsole console)
    : DeadLettersCommand("delete", "deleted", "Deletes dead letters for good.", options, console)
{
    protected override async Task<IEnumerable<Refusal?>> DoAsync(
        IDeadLetters letters, IReadOnlyList<string> ids, CancellationToken stop) =>
        (await letters.DeleteManyAsync(ids, stop)).Select(deleted => deleted ? null : Refusal.NotFound);
}
