using Microsoft.Extensions.Logging;

namespace Streaq.Telemetry;

/// <summary>
/// Defines the log messages, together with <see cref="FaultLog"/> and <see cref="CallLog"/>. They have names and ids only: arguments,
/// results and headers never reach a log.
/// </summary>
internal static partial class TaskLog
{
    /// <summary>Whether a logger takes the messages about single tasks.</summary>
    public static bool HearsDebug(this ILogger logger) => logger.IsEnabled(LogLevel.Debug);

    [LoggerMessage(
        1,
        LogLevel.Debug,
        "Enqueued task {TaskName} {TaskId} in queue {Queue} with priority {Priority}",
        EventName = "streaq.task.enqueued")]
    public static partial void Enqueued(this ILogger logger, string taskName, string taskId, string queue, string priority);

    [LoggerMessage(
        2, LogLevel.Debug, "Started task {TaskName} {TaskId}, attempt {Attempt} of {MaxAttempts}", EventName = "streaq.task.started")]
    public static partial void Started(this ILogger logger, string taskName, string taskId, int attempt, int maxAttempts);

    [LoggerMessage(
        3,
        LogLevel.Debug,
        "Completed task {TaskName} {TaskId} in {Seconds:F3}s with outcome {Outcome}",
        EventName = "streaq.task.completed")]
    public static partial void Completed(this ILogger logger, string taskName, string taskId, double seconds, string outcome);

    [LoggerMessage(
        4,
        LogLevel.Warning,
        "Task {TaskName} {TaskId} failed at attempt {Attempt} of {MaxAttempts} with {ErrorType}: {ErrorMessage}. It is tried again in "
        + "{Delay}",
        EventName = "streaq.task.retrying")]
    public static partial void Retrying(
        this ILogger logger,
        Exception exception,
        string taskName,
        string taskId,
        int attempt,
        int maxAttempts,
        string errorType,
        string errorMessage,
        TimeSpan delay);

    [LoggerMessage(
        5,
        LogLevel.Error,
        "Task {TaskName} {TaskId} failed for good at attempt {Attempt} and is kept among the dead letters",
        EventName = "streaq.task.dead_lettered")]
    public static partial void DeadLettered(this ILogger logger, string taskName, string taskId, int attempt);

    [LoggerMessage(6, LogLevel.Information, "Aborted task {TaskName} {TaskId}", EventName = "streaq.task.aborted")]
    public static partial void Aborted(this ILogger logger, string taskName, string taskId);

    [LoggerMessage(7, LogLevel.Debug, "Task {TaskName} {TaskId} reported progress {Fraction}", EventName = "streaq.task.progress")]
    public static partial void Progress(this ILogger logger, string taskName, string taskId, double fraction);

    [LoggerMessage(8, LogLevel.Warning, "Worker {Worker} lost its lease; its tasks go to other workers", EventName = "streaq.lease.lost")]
    public static partial void LeaseLost(this ILogger logger, string worker);

    [LoggerMessage(
        9,
        LogLevel.Warning,
        "Gave back task {TaskId}, which worker {PreviousWorker} held when its lease ran out",
        EventName = "streaq.lease.reclaimed")]
    public static partial void Reclaimed(this ILogger logger, string taskId, string previousWorker);

    [LoggerMessage(
        10,
        LogLevel.Error,
        "Task {TaskName} {TaskId} failed at attempt {Attempt}, its last, with {ErrorType}: {ErrorMessage}",
        EventName = "messaging.process.exception")]
    public static partial void ProcessException(
        this ILogger logger, Exception exception, string taskName, string taskId, int attempt, string errorType, string errorMessage);

    [LoggerMessage(
        11,
        LogLevel.Information,
        "Worker {Worker} serves queue {Queue} on {Store}; tasks: {Tasks}, concurrency: {Concurrency}",
        EventName = "streaq.worker.started")]
    public static partial void WorkerStarted(
        this ILogger logger, string worker, string queue, string store, int tasks, int concurrency);

    [LoggerMessage(
        12, LogLevel.Information, "Worker {Worker} stopped; {GivenBack} tasks were given back", EventName = "streaq.worker.stopped")]
    public static partial void WorkerStopped(this ILogger logger, string worker, int givenBack);

    [LoggerMessage(14, LogLevel.Information, "{Duty} reaches the store again", EventName = "streaq.store.recovered")]
    public static partial void StoreRecovered(this ILogger logger, string duty);

    [LoggerMessage(
        15,
        LogLevel.Error,
        "The handler of task {TaskName} {TaskId} ignores cancellation; the worker left it running and drops its result. Observe the "
        + "CancellationToken in the handler",
        EventName = "streaq.task.abandoned")]
    public static partial void Abandoned(this ILogger logger, string taskName, string taskId);

    [LoggerMessage(
        16,
        LogLevel.Warning,
        "The baggage is longer than {MaxLength} bytes: {Kept} of {Members} members travel with the task. Later cuts are not logged",
        EventName = "streaq.baggage.cut")]
    public static partial void BaggageCut(this ILogger logger, int members, int kept, int maxLength);

    [LoggerMessage(
        20, LogLevel.Debug, "Task {TaskName} {TaskId} asked to make attempt {Attempt} again in {Delay}", EventName = "streaq.task.snoozed")]
    public static partial void Snoozed(this ILogger logger, string taskName, string taskId, int attempt, TimeSpan delay);

    [LoggerMessage(
        21,
        LogLevel.Information,
        "Paused queue {Queue}, priority {Priority}: workers fetch nothing of it",
        EventName = "streaq.queue.paused")]
    public static partial void QueuePaused(this ILogger logger, string queue, string priority);

    [LoggerMessage(22, LogLevel.Information, "Resumed queue {Queue}, priority {Priority}", EventName = "streaq.queue.resumed")]
    public static partial void QueueResumed(this ILogger logger, string queue, string priority);

    [LoggerMessage(
        23, LogLevel.Information, "Made task {TaskId} of queue {Queue} ready before its time", EventName = "streaq.task.run_now")]
    public static partial void RunNow(this ILogger logger, string taskId, string queue);

    [LoggerMessage(
        30,
        LogLevel.Warning,
        "Dropped the firing of schedule {ScheduleId} for {ScheduledTime}: task {TaskName} would have been {Seconds:F1}s late",
        EventName = "streaq.cron.dropped")]
    public static partial void CronDropped(this ILogger logger, string scheduleId, string scheduledTime, string taskName, double seconds);

    [LoggerMessage(
        31,
        LogLevel.Warning,
        "This worker can't fire schedule {ScheduleId} of task {TaskName}: {Reason}",
        EventName = "streaq.cron.unreadable")]
    public static partial void CronUnreadable(this ILogger logger, string scheduleId, string taskName, string reason);

    [LoggerMessage(32, LogLevel.Debug, "Task {TaskName} {TaskId} waits until its limits let it in", EventName = "streaq.task.limited")]
    public static partial void Limited(this ILogger logger, string taskName, string taskId);

    [LoggerMessage(
        33,
        LogLevel.Information,
        "Refused task {TaskName} {TaskId}: it is unique, and {RunningTaskId} is running",
        EventName = "streaq.task.refused")]
    public static partial void Refused(this ILogger logger, string taskName, string taskId, string runningTaskId);

    [LoggerMessage(
        40,
        LogLevel.Error,
        "{Handlers} handlers of worker {Worker} block their threads and ignore cancellation; the worker left them behind, and their tasks "
        + "run again. Await in these handlers and observe the CancellationToken",
        EventName = "streaq.worker.blocked")]
    public static partial void SlotsBlocked(this ILogger logger, string worker, int handlers);

    [LoggerMessage(
        41,
        LogLevel.Warning,
        "The handler of task {TaskName} {TaskId} has blocked a thread pool thread for more than a second, which delays other work. Await "
        + "in the handler, or map it as a synchronous one",
        EventName = "streaq.task.blocking")]
    public static partial void Blocking(this ILogger logger, string taskName, string taskId);

    /// <summary>Logged when the user of Redis may write the queue's keys only.</summary>
    [LoggerMessage(
        52,
        LogLevel.Debug,
        "Queue {Queue} is not added to the list of all queues: this user of Redis may not write the key streaq:queues",
        EventName = "streaq.queue.unlisted")]
    public static partial void QueueUnlisted(this ILogger logger, string queue);

    [LoggerMessage(42, LogLevel.Warning, "Queue {Queue} can lose tasks. {Risk}", EventName = "streaq.store.at_risk")]
    public static partial void StoreAtRisk(this ILogger logger, string queue, string risk);

    [LoggerMessage(
        47,
        LogLevel.Warning,
        "Handlers block so many thread pool threads that nothing else runs; worker {Worker} raised the minimum to {Threads} threads to "
        + "keep its lease. Await in handlers, or map them as synchronous ones",
        EventName = "streaq.worker.pool_stuck")]
    public static partial void PoolStuck(this ILogger logger, string worker, int threads);

    [LoggerMessage(
        48,
        LogLevel.Information,
        "Worker {Worker} of queue {Queue} is switched off (WorkerOptions.Enabled): this process only enqueues",
        EventName = "streaq.worker.disabled")]
    public static partial void WorkerDisabled(this ILogger logger, string worker, string queue);

    [LoggerMessage(
        49,
        LogLevel.Warning,
        "Attempt {Attempt} of task {TaskName} {TaskId} ended as {Outcome}, which is not stored because the worker has lost its lease; "
        + "another worker runs the task again",
        EventName = "streaq.task.outcome_lost")]
    public static partial void OutcomeLost(
        this ILogger logger, Exception? exception, string taskName, string taskId, int attempt, string outcome);
}
