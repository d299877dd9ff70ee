using System.CommandLine;

namespace Streaq.Tool.Commands;

/// <summary><c>streaq abort ID...</c>: aborts tasks and waits until they have ended.</summary>
internal sealed class AbortCommand : QueueCommand
{
    private readonly Argument<string[]> _ids = new("id") { Description = "The tasks' ids.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<double> _timeout =
        SecondsOption.Create("--timeout", "-t", "Seconds to wait for a running task to end.", (30, 0, 86_400));

    public AbortCommand(QueueOptions options, ToolConsole console)
        : base("abort", "Ends tasks before their time, whatever they are doing.", options, console)
    {
        Add(_ids);
        Add(_timeout);
    }

    protected override async Task<int> RunAsync(IStreaqClient client, ParseResult line, Output output, CancellationToken stop)
    {
        var timeout = TimeSpan.FromSeconds(line.GetValue(_timeout));
        var (aborted, others) = (new List<string>(), new List<string>());
        foreach (var id in line.GetValue(_ids)!)
        {
            if (await client.AbortAsync(id, timeout, stop))
            {
                aborted.Add(id);
                continue;
            }

            others.Add(id);
            var state = await client.StateAsync(id, stop);
            output.Complain(state switch
            {
                TaskState.NotFound => $"Nothing is known of task {id} in queue {Queue(line)}.",
                TaskState.Running => $"Task {id} was asked to end and still runs after {timeout.TotalSeconds:0.###} s.",
                _ => $"Task {id} is {state}: there was nothing to abort.",
            });
        }

        output.Show(
            new AbortAnswer(aborted, others),
            () => new Spectre.Console.Text(string.Concat(aborted.Select(id => $"Task {id} is aborted.\n"))));
        return others.Count == 0 ? ExitCode.Done : ExitCode.NothingDone;
    }
}
