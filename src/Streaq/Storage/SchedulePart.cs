namespace Streaq.Storage;

/// <summary>A part of the schedules, in the order of their next slots.</summary>
/// <param name="Schedules">The schedules.</param>
/// <param name="Continuation">Where the next part begins; <see langword="null"/> after the last.</param>
/// <param name="Total">The number of schedules in all parts.</param>
internal sealed record SchedulePart(IReadOnlyList<ScheduleEntry> Schedules, string? Continuation, int Total);
