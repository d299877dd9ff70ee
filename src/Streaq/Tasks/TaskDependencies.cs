namespace Streaq.Tasks;

/// <summary>The tasks that a task waits for, and what it keeps of their ends.</summary>
/// <param name="Ids">Their ids, each once.</param>
internal sealed record TaskDependencies(IReadOnlyList<string> Ids)
{
    /// <summary>The most spans of dependencies that a task keeps.</summary>
    public const int MaxSpans = 32;

    /// <summary>The <c>traceparent</c>s of the attempts with which they ended, where those were traced.</summary>
    public IReadOnlyList<string> Spans { get; init; } = [];

    /// <summary>The dependency whose end prevents the task from running, and its outcome; <see langword="null"/> for none.</summary>
    public (string Id, TaskOutcome Outcome)? Failed { get; init; }

    /// <summary>At the enqueue: whether an unknown dependency refuses the task instead of counting as finished.</summary>
    public bool IsStrict { get; init; }

    /// <summary>At the enqueue: whether the task's id was chosen by its producer, so that others may name it already.</summary>
    public bool HasChosenId { get; init; }

    /// <summary>At the enqueue: the dependency whose result becomes the argument; <see langword="null"/> for none.</summary>
    public string? TakesResultOf { get; init; }

    /// <summary>At the enqueue: the dependency that may end in any way; <see langword="null"/> for none.</summary>
    public string? AnyOutcomeOf { get; init; }

    /// <summary>Parses an id and an outcome as the store writes them.</summary>
    public static (string Id, TaskOutcome Outcome)? ParseFailed(string? text) =>
        text?.Split(' ') is [var id, var outcome] ? (WireName.IsValid(id) ? id : "unknown", OutcomeName.Parse(outcome)) : null;
}
