using System.CommandLine;
using Spectre.Console;

namespace Streaq.Tool.Commands;

/// <summary>Pauses or resumes the queue, or with <c>--priority</c> one of its priorities.</summary>
internal abstract class PauseChange : QueueCommand
{
    private readonly Option<string?> _priority = new("--priority", "-p") { Description = "One priority. Default: the whole queue." };

    protected PauseChange(string name, string description, QueueOptions options, ToolConsole console)
        : base(name, description, options, console) => Add(_priority);

    protected abstract Task<bool> ChangeAsync(IStreaqClient client, string? priority, CancellationToken stop);

    /// <param name="what">The queue or the priority.</param>
    /// <param name="changed">Whether the pause was changed.</param>
    protected abstract string Message(string what, bool changed);

    protected override async Task<int> RunAsync(IStreaqClient client, ParseResult line, Output output, CancellationToken stop)
    {
        var priority = line.GetValue(_priority);
        var changed = await ChangeAsync(client, priority, stop);
        var message = Message(priority is null ? $"Queue {Queue(line)}" : $"Priority {priority} of queue {Queue(line)}", changed);
        if (changed)
        {
            output.Show(new PauseAnswer(Changed: true, await client.PausedAsync(stop)), () => new Text(message + "\n"));
            return ExitCode.Done;
        }

        if (output.IsJson)
        {
            output.Show(new PauseAnswer(Changed: false, await client.PausedAsync(stop)), () => new Text(""));
        }

        output.Complain(message);
        return ExitCode.NothingDone;
    }
}

/// <summary><c>streaq pause</c>.</summary>
internal sealed class PauseCommand(QueueOptions options, ToolConsole console)
    : PauseChange("pause", "Has workers fetch nothing more; what runs goes on.", options, console)
{
    protected override Task<bool> ChangeAsync(IStreaqClient client, string? priority, CancellationToken stop) =>
        client.PauseAsync(priority, stop);

    protected override string Message(string what, bool changed) => changed ? $"{what} is paused." : $"{what} was paused already.";
}

/// <summary><c>streaq resume</c>.</summary>
internal sealed class ResumeCommand(QueueOptions options, ToolConsole console)
    : PauseChange("resume", "Ends a pause. A priority paused by name stays so when the whole queue is resumed.", options, console)
{
    protected override Task<bool> ChangeAsync(IStreaqClient client, string? priority, CancellationToken stop) =>
        client.ResumeAsync(priority, stop);

    protected override string Message(string what, bool changed) => changed ? $"{what} goes on." : $"{what} was not paused.";
}
