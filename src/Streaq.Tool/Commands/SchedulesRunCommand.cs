using System.CommandLine;
using Spectre.Console;

namespace Streaq.Tool.Commands;

/// <summary><c>streaq schedules run ID...</c>: fires schedules now, in addition to their timetables.</summary>
internal sealed class SchedulesRunCommand : QueueCommand
{
    private readonly Argument<string[]> _ids = new("id") { Description = "The schedules' ids.", Arity = ArgumentArity.OneOrMore };

    public SchedulesRunCommand(QueueOptions options, ToolConsole console)
        : base("run", "Fires schedules now, once. Their timetables go on as before.", options, console) => Add(_ids);

    protected override async Task<int> RunAsync(IStreaqClient client, ParseResult line, Output output, CancellationToken stop)
    {
        var fired = new List<FiredSchedule>();
        var others = new List<string>();
        foreach (var id in line.GetValue(_ids)!)
        {
            if (await FireAsync(client, id, Queue(line), output, stop) is { } task)
            {
                fired.Add(new(id, task));
            }
            else
            {
                others.Add(id);
            }
        }

        output.Show(
            new FiredAnswer(fired, others),
            () => new Text(string.Concat(fired.Select(one => $"Schedule {one.Schedule} is fired as task {one.TaskId}.\n"))));
        return others.Count == 0 ? ExitCode.Done : ExitCode.NothingDone;
    }

    /// <returns>The task; <see langword="null"/> when none was enqueued, which the method reports.</returns>
    private static async Task<string?> FireAsync(
        IStreaqClient client, string id, string queue, Output output, CancellationToken stop)
    {
        try
        {
            var task = await client.RunScheduleAsync(id, stop);
            if (task is null)
            {
                output.Complain($"There is no schedule {id} in queue {queue}.");
            }

            return task?.Id;
        }
        catch (PayloadRefusedException e)
        {
            // Only applications of the queue have its keys.
            output.Complain($"{e.Message} Call RunScheduleAsync in an application that has them.");
            return null;
        }
    }
}
