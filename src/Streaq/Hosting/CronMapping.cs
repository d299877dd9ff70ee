using Streaq.Hosting;
using Streaq.Schedules;
using Streaq.Tasks;

namespace Streaq;

/// <summary>When a scheduled task is fired, and how a worker treats its attempts.</summary>
public sealed class CronMapping : FluentMapping<CronMapping>
{
    private readonly CronDeclaration _declaration;

    internal CronMapping(TaskDeclaration declared, CronDeclaration declaration) : base(declared) => _declaration = declaration;

    private protected override CronMapping Self => this;

    /// <summary>The time zone whose clocks the expression means. Default: UTC. It has no bearing on <c>@every</c>.</summary>
    /// <param name="timeZone">An IANA id such as <c>Europe/Berlin</c>.</param>
    /// <returns>These settings.</returns>
    /// <exception cref="ArgumentException">There is no such time zone on this machine.</exception>
    public CronMapping WithTimeZone(string timeZone)
    {
        ArgumentException.ThrowIfNullOrEmpty(timeZone);
        Timetable.FindZone(timeZone, nameof(timeZone));
        _declaration.TimeZone = timeZone;
        return this;
    }

    /// <summary>
    /// Drops a firing whose task would begin later than this: after a time without workers, after a pause, or behind many other tasks.
    /// Default: none is too late. Retries of a task that began in time are not bounded by it.
    /// </summary>
    /// <param name="drift">The longest time between slot and first attempt; not negative, in whole milliseconds.</param>
    /// <returns>These settings.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public CronMapping WithMaxScheduleDrift(TimeSpan drift)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(drift, TimeSpan.Zero);
        _declaration.MaxDrift = drift;
        return this;
    }

    /// <summary>
    /// Ends a fired task as expired that no attempt was begun of within this time; it bounds retries, too. Default: no bound.
    /// </summary>
    /// <param name="time">Counted from the firing, not from the slot; at least a millisecond, in whole milliseconds.</param>
    /// <returns>These settings.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is shorter than a millisecond.</exception>
    public CronMapping WithExpiresIn(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, ScheduleOptions.ShortestExpiry);
        _declaration.ExpiresIn = time;
        return this;
    }

    /// <summary>The priority of the fired tasks; some worker must serve it. Default: <see cref="StreaqOptions.DefaultPriority"/>.</summary>
    /// <param name="priority">The priority.</param>
    /// <returns>These settings.</returns>
    /// <exception cref="ArgumentException">The name breaks the rules for names.</exception>
    public CronMapping WithPriority(string priority)
    {
        WireName.ThrowIfInvalid(priority, nameof(priority), "A priority");
        _declaration.Priority = priority;
        return this;
    }
}
