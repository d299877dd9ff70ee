using System.CommandLine;

namespace Streaq.Tool.Commands;

/// <summary><c>streaq retry ID</c>: runs a failed task again, with its full number of attempts.</summary>
internal sealed class RetryCommand : QueueCommand
{
    private readonly Argument<string> _id = new("id") { Description = "The task's id." };
    private readonly Option<string?> _newId = new("--as") { Description = "Another id for it, of which nothing is known yet." };

    public RetryCommand(QueueOptions options, ToolConsole console)
        : base("retry", "Puts a failed task back into its queue, under its id.", options, console)
    {
        Add(_id);
        Add(_newId);
    }

    protected override async Task<int> RunAsync(IStreaqClient client, ParseResult line, Output output, CancellationToken stop)
    {
        var id = line.GetValue(_id)!;
        var newId = line.GetValue(_newId) ?? id;
        var refusal = Refusal.Of(await client.DeadLetters.ReplayAsync(id, newId, stop));
        if (refusal is null)
        {
            output.Show(new ReplayedAnswer([newId]), () => new Spectre.Console.Text($"Task {newId} is in its queue again.\n"));
            return ExitCode.Done;
        }

        if (refusal != Refusal.NotFound)
        {
            output.Complain(refusal.Say(id, newId, Queue(line)));
            return ExitCode.NothingDone;
        }

        var state = await client.StateAsync(id, stop);
        output.Complain(state is TaskState.NotFound
            ? $"Nothing is known of task {id} in queue {Queue(line)}."
            : $"Task {id} is {state} and not among the dead letters: only those keep what is needed to run a task again.");
        return ExitCode.NothingDone;
    }
}
