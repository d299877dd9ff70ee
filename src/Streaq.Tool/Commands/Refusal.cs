namespace Streaq.Tool.Commands;

/// <summary>Why a dead letter was not changed.</summary>
/// <param name="Name">The name of the list of ids in the JSON.</param>
/// <param name="Say">Returns the sentence for a task's id, its new id and the queue's name.</param>
internal sealed record Refusal(string Name, Func<string, string, string, string> Say)
{
    public static Refusal NotFound { get; } = new("notFound", (id, _, queue) => $"There is no dead letter {id} in queue {queue}.");

    public static Refusal IdInUse { get; } = new(
        "idInUse",
        (id, newId, queue) => $"Dead letter {id} stays: the id {newId} is in use in queue {queue}, or has succeeded since. "
            + $"'streaq retry {id} --as ID' runs it under another id.");

    public static Refusal KeyHeld { get; } = new(
        "deduplicationKeyHeld",
        (id, _, queue) => $"Dead letter {id} stays: another task in queue {queue} holds its deduplication key. "
            + "Replay it when that has ended.");

    /// <returns>The refusal; <see langword="null"/> when it was replayed.</returns>
    public static Refusal? Of(ReplayResult result) => result switch
    {
        ReplayResult.Replayed => null,
        ReplayResult.IdInUse => IdInUse,
        ReplayResult.DeduplicationKeyHeld => KeyHeld,
        _ => NotFound,
    };
}
