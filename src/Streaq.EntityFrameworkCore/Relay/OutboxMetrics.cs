using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Streaq.EntityFrameworkCore;

/// <summary>The metrics of one outbox. Gauges report the relay's last count, since their callbacks must not query the database.</summary>
internal sealed class OutboxMetrics : IDisposable
{
    public const string MeterName = "Streaq.EntityFrameworkCore";

    private readonly Meter _meter = new(new MeterOptions(MeterName)
    {
        Version = StreaqTelemetry.Version,
        TelemetrySchemaUrl = StreaqTelemetry.SchemaUrl,
    });

    private readonly Lazy<string> _queue;
    private readonly TimeProvider _time;
    private readonly ObservableGauge<long>? _pending;
    private readonly ObservableGauge<double>? _age;
    private readonly Counter<long>? _relayed;
    private StrongBox<OutboxCount>? _count;

    public OutboxMetrics(Lazy<string> queue, TimeProvider time)
    {
        (_queue, _time) = (queue, time);
        _pending = Create(() => _meter.CreateObservableGauge(
            "streaq.outbox.pending", Pending, "{task}", "Committed tasks in the outbox that are not in the queue yet."));
        _age = Create(() => _meter.CreateObservableGauge("streaq.outbox.age", Age, "s", "Time since the oldest of them was written."));
        _relayed = Create(
            () => _meter.CreateCounter<long>("streaq.outbox.relayed", "{task}", "Tasks moved from the outbox into the queue."));
    }

    /// <summary>Whether a listener collects a gauge.</summary>
    public bool WantsCount => _pending?.Enabled == true || _age?.Enabled == true;

    public void Counted(OutboxCount count) => Volatile.Write(ref _count, new(count));

    public void Relayed(int tasks)
    {
        if (tasks > 0 && _relayed is { Enabled: true })
        {
            OutboxLog.Tell(() => _relayed.Add(tasks, Queue));
        }
    }

    public void Dispose() => _meter.Dispose();

    /// <summary>Creates an instrument. That calls listeners, which are user code. The outbox works without an instrument.</summary>
    private static T? Create<T>(Func<T> create) where T : class
    {
        T? created = null;
        OutboxLog.Tell(() => created = create());
        return created;
    }

    private KeyValuePair<string, object?> Queue => new("messaging.destination.name", _queue.Value);

    private IEnumerable<Measurement<long>> Pending() =>
        Volatile.Read(ref _count) is { } counted ? [new(counted.Value.Pending, Queue)] : [];

    private IEnumerable<Measurement<double>> Age() =>
        Volatile.Read(ref _count) is { } counted ? [new(counted.Value.AgeAt(_time.GetUtcNow()).TotalSeconds, Queue)] : [];
}
