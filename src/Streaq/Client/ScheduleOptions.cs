using Streaq.Schedules;
using Streaq.Tasks;

namespace Streaq;

/// <summary>How a dynamic schedule fires. All values are optional.</summary>
public sealed record ScheduleOptions
{
    internal static ScheduleOptions Default { get; } = new();

    /// <summary>
    /// The IANA id of the time zone whose clocks the expression means, such as <c>Europe/Berlin</c>. Default: UTC. It has no bearing on
    /// <c>@every</c>.
    /// </summary>
    public string? TimeZone { get; init; }

    /// <summary>
    /// The longest time between a slot and its firing; a later firing is dropped. Default: <see langword="null"/>, none is too late.
    /// </summary>
    public TimeSpan? MaxScheduleDrift { get; init; }

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
