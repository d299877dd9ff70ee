using System.CommandLine;

namespace Streaq.Tool.Commands;

/// <summary><c>streaq schedules</c>: lists the schedules.</summary>
internal sealed class SchedulesCommand(QueueOptions options, ToolConsole console)
    : QueueCommand("schedules", "The schedules of the queue, in the order of their next slots.", options, console)
{
    protected override async Task<int> RunAsync(IStreaqClient client, ParseResult line, Output output, CancellationToken stop)
    {
        var schedules = await client.ListSchedulesAsync(stop);
        output.Show(new SchedulesAnswer(schedules), () =>
        {
            var listing = new Listing(
                "There is no schedule.", "id", "expression", "time zone", "task", "priority", "next", "last", "declared");
            foreach (var schedule in schedules)
            {
                listing.Add(
                    schedule.Id,
                    schedule.Expression,
                    schedule.TimeZone ?? "UTC",
                    schedule.TaskName,
                    schedule.Priority,
                    schedule.NextAt,
                    schedule.LastAt,
                    schedule.DeclaredAt);
            }

            return listing;
        });
        return ExitCode.Done;
    }
}
