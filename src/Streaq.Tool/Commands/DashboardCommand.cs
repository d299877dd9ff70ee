using System.CommandLine;
using System.Globalization;
using System.Net;
using Streaq.Tool.Otlp;
using Streaq.Tool.Serving;

namespace Streaq.Tool.Commands;

/// <summary><c>streaq dashboard</c>: serves the dashboard of all queues of a Redis, for a browser on this machine.</summary>
internal sealed class DashboardCommand : QueueCommand
{
    private readonly Option<int> _port = PortOption("--port", "The port of the pages.", 5700);
    private readonly Option<bool> _readOnly = new("--read-only") { Description = "Leave out all actions." };
    private readonly Option<bool> _payloads = new("--payloads") { Description = "Show arguments, results and headers of tasks." };
    private readonly Option<bool> _otlp = new("--otlp")
    {
        Description = "Take spans of all services by OTLP, and show them with the tasks.",
    };

    private readonly Option<int> _grpcPort = PortOption("--otlp-grpc-port", "The port for OTLP over gRPC.", 4317);
    private readonly Option<int> _httpPort = PortOption("--otlp-http-port", "The port for OTLP over HTTP.", 4318);

    public DashboardCommand(QueueOptions options, ToolConsole console) : base(
        "dashboard", "The dashboard of all queues of this Redis, for a browser on this machine; ends with Ctrl+C.", options, console)
    {
        foreach (var option in (Option[])[_port, _readOnly, _payloads, _otlp, _grpcPort, _httpPort])
        {
            Add(option);
        }
    }

    /// <summary>The dashboard shows all queues, even if there is none yet. Only a queue that the command line names must exist.</summary>
    protected override bool NeedsItsQueue(ParseResult line) => IsQueueGiven(line);

    protected override async Task<int> RunAsync(IStreaqClient client, ParseResult line, Output output, CancellationToken stop)
    {
        await using var queues = new AllQueues(RedisOf(line), client);
        await queues.RefreshAsync(stop);
        var spans = line.GetValue(_otlp) ? new SpanRing(new SpanBudget()) : null;
        try
        {
            await using var pages = await PageServer.StartAsync(
                queues,
                new PageSettings(line.GetValue(_port), line.GetValue(_readOnly), line.GetValue(_payloads)),
                spans,
                stop);
            await using var receiver = spans is null
                ? null
                : await OtlpServer.StartAsync(spans, line.GetValue(_grpcPort), line.GetValue(_httpPort), stop);
            output.Tell(
                new DashboardAnswer(pages.Address, receiver?.Grpc, receiver?.Http),
                Lines(pages.Address, line.GetValue(_readOnly), receiver));
            await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return ExitCode.Done;
        }
        catch (PortTakenException e)
        {
            output.Complain(e.Message);
            return ExitCode.Usage;
        }
    }

    private static IEnumerable<string> Lines(string address, bool readOnly, OtlpServer? receiver)
    {
        yield return $"The dashboard is at {address}{(readOnly ? ", without actions" : "")}. Ctrl+C ends it.";
        if (receiver is not null)
        {
            yield return $"It takes spans at {receiver.Grpc} (gRPC) and {receiver.Http} (HTTP).";
        }
    }

    private static Option<int> PortOption(string name, string description, int port) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => port,
        CustomParser = given =>
        {
            if (int.TryParse(given.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                && value <= IPEndPoint.MaxPort)
            {
                return value;
            }

            given.AddError($"{name} must be a port from 1 to {IPEndPoint.MaxPort}, or 0 for one that is free.");
            return default;
        },
    };
}
