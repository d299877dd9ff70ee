using System.CommandLine;

namespace Streaq.Tool.Commands;

/// <summary><c>streaq retry ID</c>: runs a failed task again, with all its attempts before it.</summary>
internal sealed class RetryCommand : QueueCommand
{
    private readonly Argument<string> _id = new("id") { Description = "The task's id." };

    public RetryCommand(QueueOptions options, ToolConsole console)
        : base("retry", "Puts a failed task back into its queue, under its id.", options, console) => Add(_id);

    protected override async Task<int> RunAsync(IStreaqClient client, ParseResult line, Output output, CancellationToken stop)
    {
        var id = line.GetValue(_id)!;
        if (await client.DeadLetters.ReplayAsync(id, stop))
        {
            output.Show(new { Replayed = new[] { id } }, () => new Spectre.Console.Text($"Task {id} is in its queue again.\n"));
            return ExitCode.Done;
        }

        var state = await client.StateAsync(id, stop);
        output.Complain(state is TaskState.NotFound
            ? $"Nothing is known of task {id} in queue {Queue(line)}."
            : $"Task {id} is {state} and not among the dead letters: only those keep what is needed to run a task again.");
        return ExitCode.NothingDone;
    }
}
