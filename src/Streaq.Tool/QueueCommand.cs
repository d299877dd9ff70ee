using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Tool;

/// <summary>A command on one queue. It connects, runs, and turns exceptions into a message and an exit code.</summary>
internal abstract class QueueCommand : Command
{
    private readonly QueueOptions _options;
    private readonly ToolConsole _console;

    protected QueueCommand(string name, string description, QueueOptions options, ToolConsole console) : base(name, description)
    {
        _options = options;
        _console = console;
        SetAction(ConnectAndRunAsync);
    }

    /// <summary>Whether the queue must exist, so that the tool reports a mistyped name instead of, for example, pausing it.</summary>
    protected virtual bool NeedsItsQueue(ParseResult line) => true;

    protected abstract Task<int> RunAsync(IStreaqClient client, ParseResult line, Output output, CancellationToken stop);

    /// <summary>The name of the queue, for messages.</summary>
    protected string Queue(ParseResult line) => line.GetValue(_options.Queue)!;

    /// <summary>Whether the command line names the queue, so that it is not the default.</summary>
    protected bool IsQueueGiven(ParseResult line) => line.GetResult(_options.Queue) is { Implicit: false };

    /// <summary>The connection string, to keep it out of messages.</summary>
    protected string RedisOf(ParseResult line) => _options.RedisOf(line);

    private async Task<int> ConnectAndRunAsync(ParseResult line, CancellationToken stop)
    {
        var redis = _options.RedisOf(line);
        var output = new Output(_console, line.GetValue(_options.Json));
        try
        {
            var services = new ServiceCollection();
            services.AddStreaq(options => (options.Redis, options.Queue) = (redis, Queue(line)));
            await using var provider = services.BuildServiceProvider();
            var client = provider.GetRequiredService<IStreaqClient>();
            if (NeedsItsQueue(line) && await MissingQueue.FindAsync(client, Queue(line), stop) is { } missing)
            {
                output.Complain($"{Secrets.Servers(redis)}: {missing}");
                return output.End(ExitCode.Store);
            }

            return output.End(await RunAsync(client, line, output, stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return output.End(ExitCode.NothingDone);
        }
#pragma warning disable CA1031 // The user gets a sentence for every exception.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var (code, message) = Failure.Of(e, redis);
            output.Complain(message);
            return output.End(code);
        }
    }
}
