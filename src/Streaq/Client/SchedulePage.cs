namespace Streaq;

/// <summary>A part of the schedules.</summary>
/// <param name="Schedules">The schedules, in the order of their next slots.</param>
/// <param name="Continuation">What to give to the next call; <see langword="null"/> when this was the last part.</param>
public sealed record SchedulePage(IReadOnlyList<ScheduleReport> Schedules, string? Continuation)
{
    /// <summary>How many schedules there are, those of other parts included.</summary>
    public int Total { get; init; }
}
