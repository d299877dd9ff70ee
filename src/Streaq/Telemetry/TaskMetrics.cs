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
        HistogramBucketBoundaries = [.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600],
    };

    private static readonly InstrumentAdvice<int> AttemptBuckets = new() { HistogramBucketBoundaries = [1, 2, 3, 4, 5, 7, 10, 15, 25] };

    public static Histogram<double> OperationDuration { get; } = StreaqTelemetry.Meter.CreateHistogram(
        "messaging.client.operation.duration", "s", "Duration of an operation on the queue's store.", tags: null, ShortBuckets);

    public static Counter<long> SentMessages { get; } = StreaqTelemetry.Meter.CreateCounter<long>(
        "messaging.client.sent.messages", "{message}", "Number of tasks that producers tried to enqueue.");

    public static Counter<long> ConsumedMessages { get; } = StreaqTelemetry.Meter.CreateCounter<long>(
        "messaging.client.consumed.messages", "{message}", "Number of tasks that were handed to workers.");

    public static Histogram<double> ProcessDuration { get; } = StreaqTelemetry.Meter.CreateHistogram(
        "messaging.process.duration", "s", "Duration of an attempt, from hand-over to the end of its handler and middleware.", tags: null, LongBuckets);

    public static Histogram<double> QueueDuration { get; } = StreaqTelemetry.Meter.CreateHistogram(
        "streaq.task.queue.duration", "s", "Time between a task's getting ready and the start of an attempt.", tags: null, LongBuckets);

    public static bool AnyOperation => OperationDuration.Enabled || SentMessages.Enabled;

    public static bool AnyProcess => ProcessDuration.Enabled || QueueDuration.Enabled || ConsumedMessages.Enabled;
}
