using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Streaq.Tests.Telemetry.Contract;

internal sealed record Measured(Instrument Instrument, IReadOnlyDictionary<string, object?> Tags);

internal sealed record Logged(EventId Event, LogLevel Level, IReadOnlyList<string> Parameters, bool HasException);

/// <summary>
/// Records every span, measurement and log record of the queues whose names begin with a prefix. Signals without a queue's name are kept
/// too, so that none is missed.
/// </summary>
internal sealed class TelemetryTap : ILoggerProvider
{
    private const string Destination = "messaging.destination.name";

    private readonly string _prefix;
    private readonly ActivityListener _spans;
    private readonly MeterListener _meters;

    public TelemetryTap(string prefix)
    {
        _prefix = prefix;
        _spans = new ActivityListener
        {
            ShouldListenTo = source => source.Name == StreaqTelemetry.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (IsOurs(span.GetTagItem(Destination)))
                {
                    Spans.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_spans);
        _meters = new MeterListener { InstrumentPublished = Publish };
        _meters.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Measure(instrument, tags));
        _meters.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Measure(instrument, tags));
        _meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Measure(instrument, tags));
        _meters.Start();
    }

    /// <summary>The same telemetry as the OpenTelemetry SDK exports it, of all queues.</summary>
    public SdkExport Sdk { get; } = new();

    public Seen<Activity> Spans { get; } = new();

    public Seen<Instrument> Instruments { get; } = new();

    public Seen<Measured> Measurements { get; } = new();

    public Seen<Logged> Logs { get; } = new();

    public void CollectGauges() => _meters.RecordObservableInstruments();

    public ILogger CreateLogger(string categoryName) => categoryName == StreaqTelemetry.SourceName ? new Recorder(this, Sdk.CreateLogger(categoryName)) : NullLogger.Instance;

    public void Dispose()
    {
        _spans.Dispose();
        _meters.Dispose();
        Sdk.Dispose();
    }

    public bool IsOurs(object? queue) => queue is not string name || name.StartsWith(_prefix, StringComparison.Ordinal);

    /// <summary>The queue whose sampler throws has only measurements.</summary>
    public bool IsTraced(object? queue) => IsOurs(queue) && (queue is not string name || !name.EndsWith("-listener", StringComparison.Ordinal));

    private void Publish(Instrument instrument, MeterListener listener)
    {
        if (instrument.Meter.Name == StreaqTelemetry.SourceName)
        {
            Instruments.Add(instrument);
            listener.EnableMeasurementEvents(instrument);
        }
    }

    private void Measure(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var all = new Dictionary<string, object?>(tags.ToArray());
        if (IsOurs(all.GetValueOrDefault(Destination)))
        {
            Measurements.Add(new Measured(instrument, all));
        }
    }

    private sealed class Recorder(TelemetryTap tap, ILogger sdk) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => sdk.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            sdk.Log(logLevel, eventId, state, exception, formatter);
            var values = state as IReadOnlyList<KeyValuePair<string, object?>> ?? [];
            tap.Logs.Add(new Logged(eventId, logLevel, [.. values.Select(value => value.Key).Where(key => key != "{OriginalFormat}")], exception is not null));
        }
    }
}
