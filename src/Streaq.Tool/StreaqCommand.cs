using System.CommandLine;
using Streaq.Tool.Commands;

namespace Streaq.Tool;

/// <summary>Runs the tool: creates its commands and reports a wrong command line.</summary>
internal static class StreaqCommand
{
    public static async Task<int> RunAsync(string[] args, ToolConsole console, CancellationToken stop)
    {
        var line = Create(console).Parse(args);
        if (line.Errors.Count > 0)
        {
            // The parsed values of a wrong command line are not reliable.
            var output = new Output(console, json: args.Contains("--json", StringComparer.Ordinal));
            foreach (var message in WrongLine.Messages(line))
            {
                output.Complain(message);
            }

            return output.End(ExitCode.Usage);
        }

        return await line.InvokeAsync(
            new InvocationConfiguration { Output = console.Out, Error = console.Error, EnableDefaultExceptionHandler = false }, stop);
    }

    /// <summary>Creates the root command, by which the command line is parsed.</summary>
    internal static RootCommand Create(ToolConsole console)
    {
        var options = new QueueOptions();
        var root = new RootCommand("Looks at Streaq's queues on Redis and acts on them.") { options.Redis, options.Queue, options.Json };
        Command[] commands =
        [
            new QueuesCommand(options, console),
            new StatsCommand(options, console),
            new ListCommand(options, console),
            new ShowCommand(options, console),
            new RetryCommand(options, console),
            new AbortCommand(options, console),
            new Command("run", "Has a task run before its time.") { new RunNowCommand(options, console) },
            new Command("dead", "The tasks that failed for good.")
            {
                new DeadListCommand(options, console),
                new DeadReplayCommand(options, console),
                new DeadDeleteCommand(options, console),
            },
            new SchedulesCommand(options, console)
            {
                new SchedulesRunCommand(options, console),
                new SchedulesRemoveCommand(options, console),
            },
            new WorkersCommand(options, console),
            new PauseCommand(options, console),
            new ResumeCommand(options, console),
            new TopCommand(options, console),
            new DashboardCommand(options, console),
            new CompletionCommand(console),
        ];
        foreach (var command in commands)
        {
            root.Add(command);
        }

        return root;
    }
}
