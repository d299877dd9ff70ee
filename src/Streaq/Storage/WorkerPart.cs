namespace Streaq.Storage;

/// <summary>A part of the workers, by their ids.</summary>
/// <param name="Workers">The workers, without the tasks that they hold.</param>
/// <param name="Continuation">Where the next part begins; <see langword="null"/> after the last.</param>
/// <param name="Total">How many there are.</param>
/// <param name="TaskCount">How many tasks all of them hold.</param>
internal sealed record WorkerPart(IReadOnlyList<WorkerReport> Workers, string? Continuation, int Total, int TaskCount);
