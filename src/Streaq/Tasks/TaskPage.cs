namespace Streaq;

/// <summary>A part of a list of tasks.</summary>
/// <param name="Tasks">The tasks.</param>
/// <param name="Continuation">The value to pass to the next call; <see langword="null"/> when this was the last part.</param>
public sealed record TaskPage(IReadOnlyList<TaskReport> Tasks, string? Continuation);
