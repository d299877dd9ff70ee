using Streaq.Hosting;
using Streaq.Schedules;
using Streaq.Tasks;

namespace Streaq;

/// <summary>Configures a schedule, and how a worker treats the attempts of its task.</summary>
public sealed class CronMapping : FluentMapping<CronMapping>
{
    private readonly CronDeclaration _declaration;

    internal CronMapping(TaskDeclaration declared, CronDeclaration declaration) : base(declared) => _declaration = declaration;

    private protected override CronMapping Self => this;

    /// <summary>Sets the time zone of the expression. Default: UTC. It does not affect <c>@every</c>.</summary>
    /// <param name="timeZone">An IANA id such as <c>Europe/Berlin</c>.</param>
    /// <returns>This mapping.</returns>
    /// <exception cref="ArgumentException">This machine has no such time zone.</exception>
    public CronMapping WithTimeZone(string timeZone)
    {
        ArgumentException.ThrowIfNullOrEmpty(timeZone);
        Timetable.FindZone(timeZone, nameof(timeZone));
        _declaration.TimeZone = timeZone;
        return this;
    }

    /// <summary>
    /// Drops a firing whose task would begin later than this: after a time without workers, after a pause, or behind many other tasks.
    /// Default: no limit. It does not apply to retries of a task that began in time.
    /// </summary>
    /// <param name="drift">The longest time between slot and first attempt; not negative, in whole milliseconds.</param>
    /// <returns>This mapping.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public CronMapping WithMaxScheduleDrift(TimeSpan drift)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(drift, TimeSpan.Zero);
        _declaration.MaxDrift = drift;
        return this;
    }

    /// <summary>
    /// Ends a fired task as expired when an attempt, the first one or a retry, has not begun within this time. Default: no limit.
    /// </summary>
    /// <param name="time">Counted from the firing, not from the slot; at least a millisecond, in whole milliseconds.</param>
    /// <returns>This mapping.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is shorter than a millisecond.</exception>
    public CronMapping WithExpiresIn(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, ScheduleOptions.ShortestExpiry);
        _declaration.ExpiresIn = time;
        return this;
    }

    /// <summary>
    /// Sets the priority of the fired tasks; some worker must serve it. Default: <see cref="StreaqOptions.DefaultPriority"/>.
    /// </summary>
    /// <param name="priority">The priority.</param>
    /// <returns>This mapping.</returns>
    /// <exception cref="ArgumentException">The name breaks the rules for names.</exception>
    public CronMapping WithPriority(string priority)
    {
        WireName.ThrowIfInvalid(priority, nameof(priority), "A priority");
        _declaration.Priority = priority;
        return this;
    }
}
