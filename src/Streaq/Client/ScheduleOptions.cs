using Streaq.Schedules;
using Streaq.Tasks;

namespace Streaq;

/// <summary>Options of a dynamic schedule. All values are optional.</summary>
public sealed record ScheduleOptions
{
    /// <summary>The shortest time: the store counts in whole milliseconds.</summary>
    internal static readonly TimeSpan ShortestExpiry = TimeSpan.FromMilliseconds(1);

    internal static ScheduleOptions Default { get; } = new();

    /// <summary>
    /// The IANA id of the time zone of the expression, such as <c>Europe/Berlin</c>. Default: UTC. It does not affect <c>@every</c>.
    /// </summary>
    public string? TimeZone { get; init; }

    /// <summary>
    /// The longest time between a slot and the start of the task, including its time in the queue. A later firing is dropped. In whole
    /// milliseconds. Default: <see langword="null"/>, no limit.
    /// </summary>
    public TimeSpan? MaxScheduleDrift { get; init; }

    /// <summary>
    /// The time after its firing within which a task may be started, retries included. After that, the task ends as expired. At least a
    /// millisecond. Default: <see langword="null"/>, no limit.
    /// </summary>
    public TimeSpan? ExpiresIn { get; init; }

    /// <summary>
    /// The priority of the fired tasks; some worker must serve it. Default: that of the definition, then
    /// <see cref="StreaqOptions.DefaultPriority"/>.
    /// </summary>
    public string? Priority { get; init; }

    /// <summary>Headers that travel with every fired task; <c>TaskContext.Headers</c> has them.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    internal void Validate()
    {
        Timetable.FindZone(TimeZone, nameof(TimeZone));
        if (MaxScheduleDrift < TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(
                nameof(MaxScheduleDrift), MaxScheduleDrift, "ScheduleOptions.MaxScheduleDrift must not be negative.");
        }

        if (ExpiresIn < ShortestExpiry)
        {
            throw new ArgumentOutOfRangeException(
                nameof(ExpiresIn), ExpiresIn, "ScheduleOptions.ExpiresIn must be at least a millisecond.");
        }

        if (Priority is not null)
        {
            WireName.ThrowIfInvalid(Priority, nameof(Priority), "ScheduleOptions.Priority");
        }

        if (Headers is not null)
        {
            HeaderRule.ThrowIfInvalid(Headers, nameof(Headers));
        }
    }
}
