using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Maintenance;

/// <summary>The task that a schedule puts into the queue.</summary>
internal static class FiredTask
{
    /// <param name="schedule">The schedule.</param>
    /// <param name="firing">The slot that is fired.</param>
    /// <param name="now">The store's time.</param>
    public static TaskMessage Message(ScheduleDefinition schedule, CronFiring firing, long now) => new()
    {
        Id = Guid.CreateVersion7().ToString("N"),
        Name = schedule.TaskName,
        Body = schedule.Body,
        Priority = schedule.Priority,
        Details = new TaskDetails
        {
            Trigger = TaskTrigger.Cron,
            TraceMode = schedule.TraceMode,
            Headers = schedule.Headers,
            DueAt = firing.Slot,
            ExpiresAt = After(now, schedule.ExpiresIn) ?? 0,
            // The time in the queue counts as well, so the drift is looked at again when an attempt begins.
            UnknownFields = After(firing.Slot, schedule.MaxDrift) is { } latest
                ? [firing.ToField(), new LatestStart(latest, schedule.Id).ToField()]
                : [firing.ToField()],
        },
    };

    /// <returns>When the time is over; <see langword="null"/> when it never is.</returns>
    private static long? After(long milliseconds, TimeSpan? time) =>
        time is { } some && milliseconds + (long)some.TotalMilliseconds is var end and <= UnixTime.Last ? end : null;
}
