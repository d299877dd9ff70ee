using Streaq.Schedules;
using Streaq.Tasks;

namespace Streaq;

/// <summary>What is known of a schedule.</summary>
public sealed record ScheduleReport
{
    /// <summary>The id; of one declared with <c>Cron</c>, the task's name.</summary>
    public required string Id { get; init; }

    /// <summary>When it fires.</summary>
    public required string Expression { get; init; }

    /// <summary>The task that it fires.</summary>
    public required string TaskName { get; init; }

    /// <summary>The IANA id of the time zone whose clocks the expression means; <see langword="null"/> for UTC.</summary>
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

    /// <summary>Whether workers declare it with <c>Cron</c>; else it is dynamic, put by <c>ScheduleAsync</c>.</summary>
    public bool IsDeclared => DeclaredAt is not null;

    /// <summary>
    /// When a worker told last that it declares it, which each does every five minutes; <see langword="null"/> for a dynamic one.
    /// A time long ago means that no worker does so any more: nothing fires it, and after seven days it is gone.
    /// </summary>
    public DateTimeOffset? DeclaredAt { get; init; }

    /// <summary>The next slots, from <see cref="NextAt"/> on, worked out in this process.</summary>
    /// <param name="count">How many at most, from 1 on.</param>
    /// <returns>
    /// The slots; fewer where the expression has no more, and <see cref="NextAt"/> alone where this process can't read it, as without the
    /// time zone.
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
            // A worker of another version, or of a machine with more time zones, has put it.
        }

        return slots;
    }
}
