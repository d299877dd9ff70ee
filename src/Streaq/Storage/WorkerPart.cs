namespace Streaq.Storage;

/// <summary>A part of the workers, in the order of their ids.</summary>
/// <param name="Workers">The workers, without the tasks that they hold.</param>
/// <param name="Continuation">Where the next part begins; <see langword="null"/> after the last.</param>
/// <param name="Total">The number of workers in all parts.</param>
/// <param name="TaskCount">The number of tasks that all workers hold.</param>
internal sealed record WorkerPart(IReadOnlyList<WorkerReport> Workers, string? Continuation, int Total, int TaskCount);
