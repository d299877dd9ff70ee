using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Tool;

/// <summary>A command on one queue: connects, runs, and turns what goes wrong into a message and an exit code.</summary>
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

    protected abstract Task<int> RunAsync(IStreaqClient client, ParseResult line, Output output, CancellationToken stop);

    /// <summary>The name of the queue, for messages.</summary>
    protected string Queue(ParseResult line) => line.GetValue(_options.Queue)!;

    private async Task<int> ConnectAndRunAsync(ParseResult line, CancellationToken stop)
    {
        var redis = _options.RedisOf(line);
        var output = new Output(_console, line.GetValue(_options.Json));
        try
        {
            var services = new ServiceCollection();
            services.AddStreaq(options => (options.Redis, options.Queue) = (redis, Queue(line)));
            await using var provider = services.BuildServiceProvider();
            return await RunAsync(provider.GetRequiredService<IStreaqClient>(), line, output, stop);
        }
        catch (StreaqStoreException e)
        {
            output.Complain($"{Secrets.Servers(redis)}: {Secrets.Hide(e.Message, redis)}");
            return ExitCode.Store;
        }
        catch (StreaqException e)
        {
            output.Complain(Secrets.Hide(e.Message, redis));
            return ExitCode.NothingDone;
        }
        catch (ArgumentException e)
        {
            // The name of the parameter means nothing to somebody at a terminal.
            output.Complain(Secrets.Hide(e.Message.Split(" (Parameter", 2)[0], redis));
            return ExitCode.Usage;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.NothingDone;
        }
    }
}
