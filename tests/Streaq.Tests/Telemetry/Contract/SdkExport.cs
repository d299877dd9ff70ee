using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>A point of a metric as an exporter receives it.</summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="Count">The number of measurements; the sum of a counter.</param>
/// <param name="Tags">Its attributes.</param>
/// <param name="Exemplars">The spans that its exemplars lead to.</param>
internal sealed record ExportedPoint(
    string Metric, long Count, IReadOnlyDictionary<string, object?> Tags, IReadOnlyList<ActivitySpanId> Exemplars);

/// <summary>A log record as an exporter receives it.</summary>
/// <param name="Event">The event's name.</param>
/// <param name="Span">Its span.</param>
/// <param name="Fields">Its attributes and those of all scopes, as in OTLP.</param>
internal sealed record ExportedLog(string? Event, ActivitySpanId Span, IReadOnlyList<KeyValuePair<string, object?>> Fields);

/// <summary>Collects what the OpenTelemetry SDK passes to its exporters, set up as in an application, with the SDK's defaults.</summary>
internal sealed class SdkExport : IDisposable
{
    /// <summary>All tests of the process measure at once, and the SDK's limit is for one application.</summary>
    private const int ManySeries = 100_000;

    private readonly TracerProvider _tracing;
    private readonly MeterProvider _metrics;
    private readonly ILoggerFactory _logging;
    private readonly PointExporter _points = new();

    public SdkExport()
    {
        _tracing = Sdk.CreateTracerProviderBuilder()
            .AddSource(StreaqTelemetry.SourceName)
            .SetSampler(new AlwaysOnSampler())
            .AddProcessor(new SimpleActivityExportProcessor(new SpanExporter(Spans)))
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .AddMeter(StreaqTelemetry.SourceName)
            .AddView(static _ => new MetricStreamConfiguration { CardinalityLimit = ManySeries })
            .SetExemplarFilter(ExemplarFilterType.AlwaysOn)
            .AddReader(new BaseExportingMetricReader(_points))
            .Build();
        _logging = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddOpenTelemetry(options =>
        {
            options.IncludeScopes = true;
            options.AddProcessor(new SimpleLogRecordExportProcessor(new RecordExporter(Logs)));
        }));
    }

    public Seen<Activity> Spans { get; } = new();

    public Seen<ExportedLog> Logs { get; } = new();

    public ILogger CreateLogger(string category) => _logging.CreateLogger(category);

    /// <summary>Returns all current points.</summary>
    public IReadOnlyList<ExportedPoint> Collect()
    {
        _metrics.ForceFlush();
        return _points.Latest;
    }

    public void Dispose()
    {
        _tracing.Dispose();
        _metrics.Dispose();
        _logging.Dispose();
    }

    private sealed class SpanExporter(Seen<Activity> spans) : BaseExporter<Activity>
    {
        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (var span in batch)
            {
                spans.Add(span);
            }

            return ExportResult.Success;
        }
    }

    private sealed class RecordExporter(Seen<ExportedLog> logs) : BaseExporter<LogRecord>
    {
        public override ExportResult Export(in Batch<LogRecord> batch)
        {
            foreach (var record in batch)
            {
                List<KeyValuePair<string, object?>> fields = [.. record.Attributes ?? []];
                record.ForEachScope(
                    static (scope, fields) =>
                    {
                        foreach (var field in scope)
                        {
                            fields.Add(field);
                        }
                    },
                    fields);
                logs.Add(new ExportedLog(record.EventId.Name, record.SpanId, fields));
            }

            return ExportResult.Success;
        }
    }

    private sealed class PointExporter : BaseExporter<Metric>
    {
        public IReadOnlyList<ExportedPoint> Latest { get; private set; } = [];

        public override ExportResult Export(in Batch<Metric> batch)
        {
            var points = new List<ExportedPoint>();
            foreach (var metric in batch)
            {
                foreach (ref readonly var point in metric.GetMetricPoints())
                {
                    points.Add(Read(metric, in point));
                }
            }

            Latest = points;
            return ExportResult.Success;
        }

        private static ExportedPoint Read(Metric metric, in MetricPoint point)
        {
            var tags = new Dictionary<string, object?>();
            foreach (var tag in point.Tags)
            {
                tags.Add(tag.Key, tag.Value);
            }

            var exemplars = new List<ActivitySpanId>();
            if (point.TryGetExemplars(out var all))
            {
                foreach (ref readonly var exemplar in all)
                {
                    exemplars.Add(exemplar.SpanId);
                }
            }

            var count = metric.MetricType switch
            {
                MetricType.Histogram => point.GetHistogramCount(),
                MetricType.LongSum => point.GetSumLong(),
                _ => 0,
            };
            return new ExportedPoint(metric.Name, count, tags, exemplars);
        }
    }
}
