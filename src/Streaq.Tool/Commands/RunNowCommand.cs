using System.CommandLine;
using Spectre.Console;

namespace Streaq.Tool.Commands;

/// <summary><c>streaq run now ID...</c>: makes scheduled tasks ready before their time.</summary>
internal sealed class RunNowCommand : QueueCommand
{
    private readonly Argument<string[]> _ids = new("id") { Description = "The tasks' ids.", Arity = ArgumentArity.OneOrMore };

    public RunNowCommand(QueueOptions options, ToolConsole console)
        : base("now", "Makes tasks ready that wait for their time or for their next attempt.", options, console) => Add(_ids);

    protected override async Task<int> RunAsync(IStreaqClient client, ParseResult line, Output output, CancellationToken stop)
    {
        var ready = new List<string>();
        var others = new List<StayingTask>();
        foreach (var id in line.GetValue(_ids)!)
        {
            var result = await client.RunNowAsync(id, stop);
            if (result is RunNowResult.MadeReady)
            {
                ready.Add(id);
                continue;
            }

            others.Add(new(id, result));
            output.Complain(await WhyNotAsync(client, id, result, Queue(line), stop));
        }

        output.Show(
            new ReadyAnswer(ready, others),
            () => new Text(string.Concat(ready.Select(id => $"Task {id} is ready.\n"))));
        return others.Count == 0 ? ExitCode.Done : ExitCode.NothingDone;
    }

    private static async Task<string> WhyNotAsync(
        IStreaqClient client, string id, RunNowResult result, string queue, CancellationToken stop)
    {
        if (result is RunNowResult.AlreadyReady)
        {
            var (priority, pause) = ((await client.ReportAsync(id, stop)).Priority, await client.PausedAsync(stop));
            return $"Task {id} was ready already" + (
                pause.WholeQueue ? ", and its queue is paused: 'streaq resume' ends that."
                : priority is not null && pause.Covers(priority) ? $", and its priority is paused: 'streaq resume -p {priority}' ends that."
                : ": it waits for a worker.");
        }

        return result switch
        {
            RunNowResult.WaitsForTasks => $"Task {id} stays: it comes after tasks that have not ended.",
            RunNowResult.WaitsForLimit => $"Task {id} stays: its limit lets it in when a permit is free.",
            RunNowResult.Running => $"Task {id} is running.",
            RunNowResult.Ended => $"Task {id} has ended: 'streaq retry {id}' runs it again if it is a dead letter.",
            _ => $"Nothing is known of task {id} in queue {queue}.",
        };
    }
}
