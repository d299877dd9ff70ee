using System.Diagnostics.Metrics;

namespace Streaq.Telemetry;

/// <summary>
/// Defines all instruments except the observable ones. Durations are in seconds. No instrument has more than 10 tags, and no tag is an id.
/// </summary>
internal static class TaskMetrics
{
    /// <summary>The conventions' advice for messaging durations.</summary>
    private static readonly InstrumentAdvice<double> ShortBuckets = new()
    {
        HistogramBucketBoundaries = [.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10],
    };

    /// <summary>The same, extended for tasks that run or wait longer than a request would.</summary>
    private static readonly InstrumentAdvice<double> LongBuckets = new()
    {
        HistogramBucketBoundaries =
        [
            .005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600,
        ],
    };

    private static readonly InstrumentAdvice<int> AttemptBuckets = new() { HistogramBucketBoundaries = [1, 2, 3, 4, 5, 7, 10, 15, 25] };

    public static TaskHistogram<double> OperationDuration { get; } = new(
        "messaging.client.operation.duration", "s", "Duration of an operation on the queue's store.", ShortBuckets);

    public static TaskCounter SentMessages { get; } = new(
        "messaging.client.sent.messages", "{message}", "Number of tasks that producers tried to enqueue.");

    public static TaskCounter ConsumedMessages { get; } = new(
        "messaging.client.consumed.messages", "{message}", "Number of tasks that were handed to workers.");

    public static TaskHistogram<double> ProcessDuration { get; } = new(
        "messaging.process.duration",
        "s",
        "Duration of an attempt, from hand-over to the storing of its outcome.",
        LongBuckets);

    public static TaskHistogram<double> QueueDuration { get; } = new(
        "streaq.task.queue.duration", "s", "Time between a task's getting ready and the start of an attempt.", LongBuckets);

    public static TaskHistogram<double> Lifetime { get; } = new(
        "streaq.task.lifetime",
        "s",
        "Time between a task's enqueue and its end, all attempts and pauses included.",
        LongBuckets);

    public static TaskHistogram<int> Attempts { get; } = new(
        "streaq.task.attempts", "{attempt}", "Number of attempts that a task had when it ended.", AttemptBuckets);

    public static TaskCounter Retries { get; } = new(
        "streaq.task.retries", "{attempt}", "Number of attempts after which another one was asked for.");

    public static TaskCounter Limited { get; } = new(
        "streaq.task.limited", "{task}", "Number of times that limits made a task wait.");

    public static TaskCounter Snoozes { get; } = new(
        "streaq.task.snoozes", "{attempt}", "Number of attempts that asked to be made later and were not counted.");

    public static TaskCounter DeadLetters { get; } = new(
        "streaq.task.dead_letters", "{task}", "Number of tasks that failed for good.");

    public static TaskCounter Aborts { get; } = new(
        "streaq.task.aborts", "{task}", "Number of tasks that were aborted.");

    public static TaskCounter DisposeErrors { get; } = new(
        "streaq.task.dispose.errors", "{error}", "Number of attempts whose services threw when they were disposed.");

    public static TaskHistogram<double> CronDelay { get; } = new(
        "streaq.cron.delay", "s", "Time between a schedule's slot and its firing.", LongBuckets);

    public static TaskCounter CronDropped { get; } = new(
        "streaq.cron.dropped", "{firing}", "Number of firings that were dropped because they were too late.");

    public static TaskCounter LeaseLost { get; } = new(
        "streaq.lease.lost", "{lease}", "Number of leases that workers lost while they held them.");

    public static TaskCounter LeaseReclaimed { get; } = new(
        "streaq.lease.reclaimed", "{task}", "Number of tasks taken back from workers whose lease ran out.");

    public static TaskCounter RedisErrors { get; } = new(
        "streaq.redis.errors", "{error}", "Number of calls that Redis refused, did not answer or could not be reached for.");

    public static bool AnyOperation => OperationDuration.Enabled || SentMessages.Enabled;

    public static bool AnyProcess =>
        ProcessDuration.Enabled
            || QueueDuration.Enabled
            || Lifetime.Enabled
            || Attempts.Enabled
            || Retries.Enabled
            || Snoozes.Enabled
            || DeadLetters.Enabled
            || Aborts.Enabled
            || CronDropped.Enabled;
}
