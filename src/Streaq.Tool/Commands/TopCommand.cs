using System.CommandLine;
using Spectre.Console;

namespace Streaq.Tool.Commands;

/// <summary><c>streaq top</c>: the queue and its workers, live. Without a terminal, or as JSON, one look.</summary>
internal sealed class TopCommand : QueueCommand
{
    private readonly Option<double> _interval =
        SecondsOption.Create("--interval", "-i", "Seconds between two looks, at least 0.2.", (2, 0.2, 3_600));

    public TopCommand(QueueOptions options, ToolConsole console)
        : base("top", "The queue and its workers, live; ends with Ctrl+C.", options, console) => Add(_interval);

    protected override async Task<int> RunAsync(IStreaqClient client, ParseResult line, Output output, CancellationToken stop)
    {
        var look = await LookAsync(client, Queue(line), stop);
        if (output.IsJson || !output.Console.IsTerminal)
        {
            output.Show(new { Stats = look.Stats, Workers = look.Workers }, () => Page(look));
            return ExitCode.Done;
        }

        var interval = TimeSpan.FromSeconds(line.GetValue(_interval));
        await output.Terminal().Live(Page(look)).StartAsync(async live =>
        {
            while (!stop.IsCancellationRequested)
            {
                live.UpdateTarget(Page(look));
                await Task.Delay(interval, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!stop.IsCancellationRequested)
                {
                    look = await LookAsync(client, Queue(line), CancellationToken.None);
                }
            }
        });
        return ExitCode.Done;
    }

    private static async Task<(QueueStats Stats, IReadOnlyList<WorkerReport> Workers)> LookAsync(
        IStreaqClient client, string queue, CancellationToken stop)
    {
        var (counts, workers) = (await client.CountsAsync(stop), await client.WorkersAsync(stop));
        return (QueueStats.From(queue, counts, workers), workers);
    }

    private static Rows Page((QueueStats Stats, IReadOnlyList<WorkerReport> Workers) look) =>
        new(look.Stats.ToTable(), WorkersCommand.Table(look.Workers));
}
