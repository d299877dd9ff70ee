namespace Streaq.Tool.Commands;

/// <summary><c>streaq dead replay</c>.</summary>
internal sealed class DeadReplayCommand(QueueOptions options, ToolConsole console)
    : DeadLettersCommand(
        "replay", "replayed", "Puts failed tasks back into their queue, with all their attempts before them.", options, console)
{
    protected override IReadOnlyList<Refusal> Refusals { get; } = [Refusal.NotFound, Refusal.IdInUse, Refusal.KeyHeld];

    protected override async Task<Refusal?> DoAsync(IDeadLetters letters, string id, CancellationToken stop) =>
        Refusal.Of(await letters.ReplayAsync(id, stop));
}
