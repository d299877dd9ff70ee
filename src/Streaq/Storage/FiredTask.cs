using Streaq.Tasks;

namespace Streaq.Storage;

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
            // The time in the queue counts as well, so the drift is checked again when an attempt begins.
            UnknownFields = After(firing.Slot, schedule.MaxDrift) is { } latest
                ? [firing.ToField(), new LatestStart(latest, schedule.Id).ToField()]
                : [firing.ToField()],
        },
    };

    /// <summary>Returns the body as the serializer made it. The body of a declared schedule is never protected.</summary>
    /// <exception cref="PayloadRefusedException">The body is not the one that was protected.</exception>
    public static ReadOnlyMemory<byte> Open(ScheduleDefinition schedule, bool isDeclared, PayloadCodec? codec) =>
        codec is null || isDeclared ? schedule.Body : codec.Unprotect(schedule.Body, Context(schedule, codec));

    /// <summary>Returns the task with the opened body, protected as the task's argument.</summary>
    public static TaskMessage Seal(TaskMessage message, ReadOnlyMemory<byte> body, PayloadCodec codec) => message with
    {
        Body = codec.Protect(body, codec.Context(PayloadKind.Argument, message.Id, message.Name, message.Details.Headers)),
    };

    /// <summary>Returns the context that a schedule's body is bound to.</summary>
    public static PayloadContext Context(ScheduleDefinition schedule, PayloadCodec codec) =>
        codec.Context(PayloadKind.Schedule, schedule.Identity, schedule.TaskName, schedule.Headers);

    /// <returns>Unix milliseconds when the time is over; <see langword="null"/> when it never is.</returns>
    private static long? After(long milliseconds, TimeSpan? time) =>
        time is { } some && milliseconds + (long)some.TotalMilliseconds is var end and <= UnixTime.Last ? end : null;
}
