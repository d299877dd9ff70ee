using System.Diagnostics.Metrics;

namespace Streaq.Telemetry;

/// <summary>Every instrument. Durations are seconds; no instrument has more than 8 tags, and none an id.</summary>
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

    public static Histogram<double> OperationDuration { get; } = StreaqTelemetry.Meter.CreateHistogram(
        "messaging.client.operation.duration", "s", "Duration of an operation on the queue's store.", tags: null, ShortBuckets);

    public static Counter<long> SentMessages { get; } = StreaqTelemetry.Meter.CreateCounter<long>(
        "messaging.client.sent.messages", "{message}", "Number of tasks that producers tried to enqueue.");

    public static Counter<long> ConsumedMessages { get; } = StreaqTelemetry.Meter.CreateCounter<long>(
        "messaging.client.consumed.messages", "{message}", "Number of tasks that were handed to workers.");

    public static Histogram<double> ProcessDuration { get; } = StreaqTelemetry.Meter.CreateHistogram(
        "messaging.process.duration",
        "s",
        "Duration of an attempt, from hand-over to the end of its handler and middleware.",
        tags: null,
        LongBuckets);

    public static Histogram<double> QueueDuration { get; } = StreaqTelemetry.Meter.CreateHistogram(
        "streaq.task.queue.duration", "s", "Time between a task's getting ready and the start of an attempt.", tags: null, LongBuckets);

    public static Histogram<double> Lifetime { get; } = StreaqTelemetry.Meter.CreateHistogram(
        "streaq.task.lifetime",
        "s",
        "Time between a task's enqueue and its end, all attempts and pauses included.",
        tags: null,
        LongBuckets);

    public static Histogram<int> Attempts { get; } = StreaqTelemetry.Meter.CreateHistogram(
        "streaq.task.attempts", "{attempt}", "Number of attempts that a task had when it ended.", tags: null, AttemptBuckets);

    public static Counter<long> Retries { get; } = StreaqTelemetry.Meter.CreateCounter<long>(
        "streaq.task.retries", "{attempt}", "Number of attempts after which another one was asked for.");

    public static Counter<long> Limited { get; } = StreaqTelemetry.Meter.CreateCounter<long>(
        "streaq.task.limited", "{task}", "Number of times that limits made a task wait.");
    public static Counter<long> Snoozes { get; } = StreaqTelemetry.Meter.CreateCounter<long>(
        "streaq.task.snoozes", "{attempt}", "Number of attempts that asked to be made later and were not counted.");

    public static Counter<long> DeadLetters { get; } = StreaqTelemetry.Meter.CreateCounter<long>(
        "streaq.task.dead_letters", "{task}", "Number of tasks that failed for good.");

    public static Counter<long> Aborts { get; } = StreaqTelemetry.Meter.CreateCounter<long>(
        "streaq.task.aborts", "{task}", "Number of tasks that were aborted.");

    public static Histogram<double> CronDelay { get; } = StreaqTelemetry.Meter.CreateHistogram(
        "streaq.cron.delay", "s", "Time between a schedule's slot and its firing.", tags: null, LongBuckets);

    public static Counter<long> CronDropped { get; } = StreaqTelemetry.Meter.CreateCounter<long>(
        "streaq.cron.dropped", "{firing}", "Number of firings that were dropped because they were too late.");

    public static Counter<long> LeaseLost { get; } = StreaqTelemetry.Meter.CreateCounter<long>(
        "streaq.lease.lost", "{lease}", "Number of leases that workers lost while they held them.");

    public static Counter<long> LeaseReclaimed { get; } = StreaqTelemetry.Meter.CreateCounter<long>(
        "streaq.lease.reclaimed", "{task}", "Number of tasks taken back from workers whose lease ran out.");

    public static UpDownCounter<long> WorkerActive { get; } = StreaqTelemetry.Meter.CreateUpDownCounter<long>(
        "streaq.worker.active", "{attempt}", "Number of attempts under way.");

    public static UpDownCounter<long> ConcurrencyLimit { get; } = StreaqTelemetry.Meter.CreateUpDownCounter<long>(
        "streaq.worker.concurrency.limit", "{attempt}", "Number of attempts that the workers can run at a time.");

    public static Counter<long> RedisErrors { get; } = StreaqTelemetry.Meter.CreateCounter<long>(
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
