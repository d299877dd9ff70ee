using System.Diagnostics.Metrics;
using static Streaq.Telemetry.TelemetryAttributes;

namespace Streaq.Telemetry;

/// <summary>
/// Observes the load of one worker while it is joined. The values are observed and not counted, so that a meter provider that is built
/// later sees the present values.
/// </summary>
internal sealed class WorkerGauges
{
    private static readonly Lock Gate = new();
    private static readonly List<WorkerGauges> All = [];

    private static readonly ObservableUpDownCounter<long>? ActiveCounter = Create(
        "streaq.worker.active", static worker => Volatile.Read(ref worker._active), "Number of attempts under way.");

    private static readonly ObservableUpDownCounter<long>? LimitCounter = Create(
        "streaq.worker.concurrency.limit",
        static worker => worker._limit,
        "Number of attempts that the workers can run at a time.");

    private readonly string _queue;
    private readonly int _limit;
    private long _active;

    /// <param name="queue">The queue.</param>
    /// <param name="limit">The number of attempts that the worker runs at a time.</param>
    public WorkerGauges(string queue, int limit)
    {
        (_queue, _limit) = (queue, limit);
        lock (Gate)
        {
            All.Add(this);
        }
    }

    public void Began() => Interlocked.Increment(ref _active);

    public void Ended() => Interlocked.Decrement(ref _active);

    /// <summary>Ends the observation of a worker that has left.</summary>
    public void Remove()
    {
        lock (Gate)
        {
            All.Remove(this);
        }
    }

    private static ObservableUpDownCounter<long>? Create(string name, Func<WorkerGauges, long> value, string description) =>
        ListenerGuard.Create(
            () => StreaqTelemetry.Meter.CreateObservableUpDownCounter(name, () => Collect(value), "{attempt}", description));

    /// <summary>Returns one value for each queue, for all its workers in this process.</summary>
    private static IEnumerable<Measurement<long>> Collect(Func<WorkerGauges, long> value)
    {
        lock (Gate)
        {
            return
            [
                .. All.GroupBy(static worker => worker._queue, StringComparer.Ordinal).Select(workers => new Measurement<long>(
                    workers.Sum(value), new KeyValuePair<string, object?>(Destination, workers.Key))),
            ];
        }
    }
}
