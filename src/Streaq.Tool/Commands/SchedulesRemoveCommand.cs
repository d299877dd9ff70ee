using System.CommandLine;

namespace Streaq.Tool.Commands;

/// <summary><c>streaq schedules remove ID...</c>: removes dynamic schedules.</summary>
internal sealed class SchedulesRemoveCommand : QueueCommand
{
    private readonly Argument<string[]> _ids = new("id") { Description = "The schedules' ids.", Arity = ArgumentArity.OneOrMore };

    public SchedulesRemoveCommand(QueueOptions options, ToolConsole console)
        : base("remove", "Removes schedules that clients put. Those that workers declare stay.", options, console) => Add(_ids);

    protected override async Task<int> RunAsync(IStreaqClient client, ParseResult line, Output output, CancellationToken stop)
    {
        var (removed, others) = (new List<string>(), new List<string>());
        foreach (var id in line.GetValue(_ids)!)
        {
            (await client.UnscheduleAsync(id, stop) ? removed : others).Add(id);
        }

        output.Show(
            new RemovedAnswer(removed, others),
            () => new Spectre.Console.Text(string.Concat(removed.Select(id => $"Schedule {id} is removed.\n"))));
        if (others.Count == 0)
        {
            return ExitCode.Done;
        }

        // A schedule that exists and was not removed is declared by workers.
        var declared = (await client.ListSchedulesAsync(stop)).Select(schedule => schedule.Id).ToHashSet(StringComparer.Ordinal);
        others.ForEach(id => output.Complain(declared.Contains(id)
            ? $"Schedule {id} stays: workers declare it with Cron, so it ends with their code."
            : $"There is no schedule {id} in queue {Queue(line)}."));
        return ExitCode.NothingDone;
    }
}
