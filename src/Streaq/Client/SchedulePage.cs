namespace Streaq;

/// <summary>A page of schedules.</summary>
/// <param name="Schedules">The schedules, in the order of their next slots.</param>
/// <param name="Continuation">The value for the next call; <see langword="null"/> on the last page.</param>
public sealed record SchedulePage(IReadOnlyList<ScheduleReport> Schedules, string? Continuation)
{
    /// <summary>The number of schedules on all pages.</summary>
    public int Total { get; init; }
}
