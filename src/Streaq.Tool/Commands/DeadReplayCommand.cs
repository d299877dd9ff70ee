namespace Streaq.Tool.Commands;

/// <summary><c>streaq dead replay</c>, or <c>dead retry</c>.</summary>
internal sealed class DeadReplayCommand : DeadLettersCommand
{
    public DeadReplayCommand(QueueOptions options, ToolConsole console)
        : base(
            "replay", "replayed", "Puts failed tasks back into their queue, with their full number of attempts.", options, console) =>
        Aliases.Add("retry");

    protected override IReadOnlyList<Refusal> Refusals { get; } = [Refusal.NotFound, Refusal.IdInUse, Refusal.KeyHeld];

    protected override async Task<IEnumerable<Refusal?>> DoAsync(
        IDeadLetters letters, IReadOnlyList<string> ids, CancellationToken stop) =>
        (await letters.ReplayManyAsync(ids, stop)).Select(Refusal.Of);
}
