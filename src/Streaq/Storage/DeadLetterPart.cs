namespace Streaq.Storage;

/// <summary>A part of the dead letters, as summaries.</summary>
/// <param name="Letters">The summaries, newest first.</param>
/// <param name="Continuation">Where the next part begins; <see langword="null"/> after the last.</param>
/// <param name="Total">The number of dead letters in all parts.</param>
internal sealed record DeadLetterPart(IReadOnlyList<DeadLetterSummary> Letters, string? Continuation, int Total);
