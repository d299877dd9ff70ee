using Streaq.Schedules;
using Streaq.Tasks;

namespace Streaq;

/// <summary>Describes a schedule.</summary>
public sealed record ScheduleReport
{
    /// <summary>The id. For a schedule declared with <c>Cron</c>, it is the task's name.</summary>
    public required string Id { get; init; }

    /// <summary>When it fires.</summary>
    public required string Expression { get; init; }

    /// <summary>The task that it fires.</summary>
    public required string TaskName { get; init; }

    /// <summary>The IANA id of the time zone of the expression; <see langword="null"/> for UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The priority of the fired tasks.</summary>
    public required string Priority { get; init; }

    /// <summary>How long after its slot a task may begin; <see langword="null"/>: any time.</summary>
    public TimeSpan? MaxScheduleDrift { get; init; }

    /// <summary>How long after its firing a task may be started; <see langword="null"/>: any time.</summary>
    public TimeSpan? ExpiresIn { get; init; }

    /// <summary>The next slot; in the past while no worker has fired it.</summary>
    public required DateTimeOffset NextAt { get; init; }

    /// <summary>
    /// The slot that was fired last, or the time at which <see cref="IStreaqClient.RunScheduleAsync"/> fired it; <see langword="null"/>
    /// before the first.
    /// </summary>
    public DateTimeOffset? LastAt { get; init; }

    /// <summary>Whether workers declare it with <c>Cron</c>. Otherwise it is dynamic, added by <c>ScheduleAsync</c>.</summary>
    public bool IsDeclared => DeclaredAt is not null;

    /// <summary>
    /// When a worker last reported that it declares the schedule, which each does every five minutes; <see langword="null"/> for a dynamic
    /// schedule. A time long ago means that no worker declares it any more: nothing fires it, and after seven days it is deleted.
    /// </summary>
    public DateTimeOffset? DeclaredAt { get; init; }

    /// <summary>Calculates the next slots, from <see cref="NextAt"/> on, in this process.</summary>
    /// <param name="count">The maximum number of slots, at least 1.</param>
    /// <returns>
    /// The slots; fewer when the expression has no more. <see cref="NextAt"/> alone when this process can't read the expression, for
    /// example because the machine lacks the time zone.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is less than 1.</exception>
    public IReadOnlyList<DateTimeOffset> NextTimes(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var slots = new List<DateTimeOffset> { NextAt };
        try
        {
            var timetable = Timetable.Parse(Expression, TimeZone);
            while (slots.Count < count && timetable.NextAfter(slots[^1].ToUnixTimeMilliseconds()) is { } next)
            {
                slots.Add(UnixTime.ToDateTimeOffset(next));
            }
        }
        catch (ArgumentException)
        {
            // Another process has written it, of another version or on a machine with more time zones.
        }

        return slots;
    }
}
