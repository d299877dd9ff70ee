using System.Diagnostics.Metrics;
using Streaq.Storage;
using static Streaq.Telemetry.TelemetryAttributes;

namespace Streaq.Telemetry;

/// <summary>
/// Observes depth and oldest age of a queue, from a cache that the one reporting worker fills. A callback never calls Redis.
/// </summary>
internal sealed class QueueGauges
{
    private static readonly Lock Gate = new();
    private static readonly List<QueueGauges> All = [];

    private static readonly ObservableGauge<long>? Depth = Create(
        "streaq.queue.depth",
        static gauges => gauges.Depths(),
        "{task}",
        "Number of tasks in a queue that have not ended, and of dead letters, by state.");

    private static readonly ObservableGauge<double>? OldestAge = Create(
        "streaq.queue.oldest.age",
        static gauges => gauges.Ages(),
        "s",
        "How long the task that has been ready, or due, longest waits.");

    private static readonly ObservableGauge<int>? Paused = Create(
        "streaq.queue.paused",
        static gauges => gauges.Pauses(),
        "1",
        "Whether workers fetch nothing of a priority: 1 while it or its queue is paused, else 0.");

    private readonly string _queue;
    private volatile QueueCounts? _counts;

    public QueueGauges(string queue)
    {
        _queue = queue;
        lock (Gate)
        {
            All.Add(this);
        }
    }

    /// <summary>Whether a listener collects the gauges; without one, no worker needs to count.</summary>
    public static bool Enabled => Depth?.Enabled == true || OldestAge?.Enabled == true || Paused?.Enabled == true;

    /// <param name="counts">The counts to report until the next call; <see langword="null"/> when another worker reports.</param>
    public void Update(QueueCounts? counts) => _counts = counts;

    /// <summary>Ends the reports of a worker that has stopped.</summary>
    public void Remove()
    {
        lock (Gate)
        {
            All.Remove(this);
        }
    }

    private static ObservableGauge<T>? Create<T>(
        string name, Func<QueueGauges, IEnumerable<Measurement<T>>> measure, string unit, string description) where T : struct =>
        ListenerGuard.Create(() => StreaqTelemetry.Meter.CreateObservableGauge(name, () => Collect(measure), unit, description));

    private static IEnumerable<Measurement<T>> Collect<T>(Func<QueueGauges, IEnumerable<Measurement<T>>> measure) where T : struct
    {
        lock (Gate)
        {
            return [.. All.SelectMany(measure)];
        }
    }

    private IEnumerable<Measurement<long>> Depths() => _counts is { } counts
        ?
        [
            Measure(counts.Ready.Values.Sum(), "ready"),
            Measure(counts.Scheduled, "scheduled"),
            Measure(counts.Waiting, "waiting"),
            Measure(counts.Running, "running"),
            Measure(counts.Dead, "dead"),
        ]
        : [];

    private IEnumerable<Measurement<double>> Ages() =>
        _counts is { } counts ? [new(counts.OldestReadyAge / 1000.0, new KeyValuePair<string, object?>(Destination, _queue))] : [];

    private IEnumerable<Measurement<int>> Pauses() => _counts is { } counts
        ? counts.Ready.Keys.Select(priority => new Measurement<int>(
            counts.Paused.Covers(priority) ? 1 : 0,
            new KeyValuePair<string, object?>(Destination, _queue),
            new KeyValuePair<string, object?>(Priority, priority)))
        : [];

    private Measurement<long> Measure(long value, string state) =>
        new(value, new KeyValuePair<string, object?>(Destination, _queue), new KeyValuePair<string, object?>(State, state));
}
