using System.CommandLine;

namespace Streaq.Tool.Commands;

/// <summary><c>streaq dead list</c>: lists the dead letters, newest first.</summary>
internal sealed class DeadListCommand : QueueCommand
{
    private readonly Option<int> _limit = new("--limit", "-n") { Description = "How many at most.", DefaultValueFactory = _ => 50 };
    private readonly DeadLetterFilter _filter = new();
    private readonly Option<int> _offset = new("--offset") { Description = "How many to pass over." };

    public DeadListCommand(QueueOptions options, ToolConsole console) : base("list", "The dead letters, newest first.", options, console)
    {
        Add(_limit);
        Add(_offset);
        _filter.AddTo(this);
    }

    protected override async Task<int> RunAsync(IStreaqClient client, ParseResult line, Output output, CancellationToken stop)
    {
        var (offset, limit) = (line.GetValue(_offset), line.GetValue(_limit));
        var letters = _filter.IsGiven(line)
            ? await _filter.FindAsync(client.DeadLetters, line, stop).Skip(offset).Take(limit).ToListAsync(stop)
            : await client.DeadLetters.ListAsync(offset, limit, stop);
        var shown = letters.Select(letter => new ShownLetter(
            letter.TaskId,
            letter.TaskName,
            letter.Priority,
            letter.Attempts,
            letter.FailedAt,
            letter.Worker,
            letter.TraceId,
            new ShownError(letter.Error.Type, letter.Error.Message))).ToList();
        output.Show(new DeadListAnswer(shown), () =>
        {
            var listing = new Listing(
                "There is no dead letter.",
                new("id", Cut.Start),
                "task",
                "priority",
                "attempts",
                "failed",
                "error",
                new("message", Cut.End),
                new("trace", Cut.Start));
            foreach (var letter in shown)
            {
                listing.Add(
                    letter.TaskId,
                    letter.TaskName,
                    letter.Priority,
                    letter.Attempts,
                    letter.FailedAt,
                    letter.Error.Type,
                    letter.Error.Message,
                    letter.TraceId);
            }

            return listing;
        });
        return ExitCode.Done;
    }
}
