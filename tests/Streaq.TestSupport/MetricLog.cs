using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Streaq.TestSupport;

/// <summary>One measurement, as its instrument reported it.</summary>
public sealed record Measured(string Instrument, string? Unit, double Value, IReadOnlyDictionary<string, object?> Tags);

/// <summary>Records every measurement of a meter that belongs to one queue.</summary>
public sealed class MetricLog : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<Measured> _all = [];
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _seen = new(StringComparer.Ordinal);
    private readonly string? _queue;

    /// <param name="queue">Only measurements of this queue are kept. Tests that run in parallel have queues of their own.</param>
    /// <param name="meter">The meter's name.</param>
    public MetricLog(string? queue = null, string meter = "Streaq")
    {
        _queue = queue;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == meter)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public IReadOnlyCollection<Measured> All => _all;

    public IEnumerable<Measured> Of(string instrument) => _all.Where(measured => measured.Instrument == instrument);

    /// <summary>Returns the sum of all values of a counter or an up-down counter.</summary>
    public double Sum(string instrument) => Of(instrument).Sum(measured => measured.Value);

    /// <summary>Completes with the first measurement of an instrument, past or future.</summary>
    public Task SeenAsync(string instrument) => Seen(instrument).Task;

    /// <summary>Makes the observable instruments report.</summary>
    public void Observe() => _listener.RecordObservableInstruments();

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var all = new Dictionary<string, object?>(tags.ToArray());
        if (_queue is null || Equals(all.GetValueOrDefault("messaging.destination.name"), _queue))
        {
            _all.Enqueue(new Measured(instrument.Name, instrument.Unit, value, all));
            Seen(instrument.Name).TrySetResult();
        }
    }

    private TaskCompletionSource Seen(string instrument) =>
        _seen.GetOrAdd(instrument, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
