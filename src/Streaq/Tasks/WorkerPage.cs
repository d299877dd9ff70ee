namespace Streaq;

/// <summary>A part of the workers.</summary>
/// <param name="Workers">The workers, by their ids, each without <see cref="WorkerReport.Tasks"/>.</param>
/// <param name="Continuation">The value to pass to the next call; <see langword="null"/> when this was the last part.</param>
public sealed record WorkerPage(IReadOnlyList<WorkerReport> Workers, string? Continuation)
{
    /// <summary>The number of all workers, those of other parts included.</summary>
    public int Total { get; init; }

    /// <summary>The number of tasks that all of them hold.</summary>
    public int TaskCount { get; init; }
}
