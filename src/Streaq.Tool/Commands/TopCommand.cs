using System.CommandLine;
using Spectre.Console;

namespace Streaq.Tool.Commands;

/// <summary><c>streaq top</c>: shows the queue and its workers, live. Without a terminal, or as JSON, it shows them once.</summary>
internal sealed class TopCommand : QueueCommand
{
    private readonly Option<double> _interval =
        SecondsOption.Create("--interval", "-i", "Seconds between two looks, at least 0.2.", (2, 0.2, 3_600));

    public TopCommand(QueueOptions options, ToolConsole console)
        : base("top", "The queue and its workers, live; ends with Ctrl+C.", options, console) => Add(_interval);

    protected override async Task<int> RunAsync(IStreaqClient client, ParseResult line, Output output, CancellationToken stop)
    {
        var look = await LookAsync(client, Queue(line), stop);
        string? outage = null;
        if (output.IsJson || !output.Console.IsTerminal)
        {
            output.Show(new TopAnswer(look.Stats, look.Workers), () => Page(look));
            return ExitCode.Done;
        }

        var interval = TimeSpan.FromSeconds(line.GetValue(_interval));
        await output.Terminal().Live(Page(look)).StartAsync(async live =>
        {
            while (!stop.IsCancellationRequested)
            {
                live.UpdateTarget(outage is null ? Page(look) : new Rows(Page(look), new Text(outage)));
                await Task.Delay(interval, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!stop.IsCancellationRequested)
                {
                    (look, outage) = await LookAgainAsync(client, look, line, stop);
                }
            }
        });
        return ExitCode.Done;
    }

    private static async Task<Look> LookAsync(IStreaqClient client, string queue, CancellationToken stop)
    {
        var (counts, workers) = (await client.CountsAsync(stop), await client.WorkersAsync(stop));
        return new Look(QueueStats.From(queue, counts, workers), workers, DateTimeOffset.UtcNow);
    }

    /// <summary>Reads the queue again. During an outage or a failover, the last answer stays on the screen with its time.</summary>
    private async Task<(Look Look, string? Outage)> LookAgainAsync(
        IStreaqClient client, Look last, ParseResult line, CancellationToken stop)
    {
        try
        {
            return (await LookAsync(client, Queue(line), stop), null);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return (last, null);
        }
        catch (StreaqStoreException e)
        {
            var since = Output.Cell(last.At);
            return (last, Output.Cell(Failure.Of(e, RedisOf(line)).Message + $" Seen at {since}; trying again."));
        }
    }

    private static Rows Page(Look look) =>
        new(look.Stats.ToTable(), WorkersCommand.Table(look.Workers));

    private sealed record Look(QueueStats Stats, IReadOnlyList<WorkerReport> Workers, DateTimeOffset At);
}
