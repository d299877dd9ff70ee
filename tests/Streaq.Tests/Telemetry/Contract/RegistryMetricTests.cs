using System.Diagnostics.Metrics;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>The emitted metrics are exactly the registered ones: instruments, units, advice, tags.</summary>
[Collection(RedisCollection.Name)]
public sealed class RegistryMetricTests(ScenarioFixture scenario) : IClassFixture<ScenarioFixture>
{
    private const int MaxTags = 10;

    private static readonly string[] Ids =
        ["messaging.message.id", "messaging.message.conversation_id", "messaging.client.id", "streaq.parent_id", "streaq.lease.previous_worker", "trace_id", "span_id"];

    private static readonly double[] Short = [.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10];

    internal static readonly Dictionary<string, double[]> Buckets = new()
    {
        ["short"] = Short,
        ["long"] = [.. Short, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600],
        ["attempts"] = [1, 2, 3, 4, 5, 7, 10, 15, 25],
    };

    private static readonly Registry Registry = Registry.Load().Of(package: null);

    private readonly TelemetryTap _tap = scenario.Tap;

    [Fact]
    public void Instruments_Published_AreThoseRegistered()
    {
        var published = _tap.Instruments.All.Select(instrument =>
            $"{instrument.Name} {Kind(instrument)} {instrument.Unit} {instrument.Description}");

        Assert.Equal(Registry.Metrics.Select(metric => $"{metric.MetricName} {metric.Instrument} {metric.Unit} {metric.Brief}").Order(), published.Order());
    }

    [Fact]
    public void Measurements_Taken_HaveTheTagsRegistered()
    {
        var metrics = Registry.Metrics.ToDictionary(metric => metric.MetricName!);

        Assert.Empty(_tap.Measurements.All
            .SelectMany(measured => RegistryTests.Problems(measured.Instrument.Name, measured.Tags, Registry.AttributesOf(metrics[measured.Instrument.Name])))
            .Distinct());
    }

    [Fact]
    public void Metrics_Registered_AreMeasuredWithEachOfTheirTags()
    {
        var taken = _tap.Measurements.All.ToLookup(measured => measured.Instrument.Name);

        Assert.Empty(Registry.Metrics.SelectMany(metric => RegistryTests.Missing(
            metric.Id, Registry.AttributesOf(metric).Keys, taken[metric.MetricName!].SelectMany(measured => measured.Tags.Keys))));
    }

    [Fact]
    public void Measurements_Taken_HaveFewTagsAndNoIds()
    {
        Assert.All(_tap.Measurements.All, measured =>
        {
            Assert.True(measured.Tags.Count <= MaxTags, measured.Instrument.Name);
            Assert.Empty(measured.Tags.Keys.Intersect(Ids));
        });
        Assert.Contains(_tap.Measurements.All, measured => measured.Tags.Count == MaxTags);
    }

    [Fact]
    public void Histograms_Always_AdviseTheirBuckets()
    {
        foreach (var metric in Registry.Metrics)
        {
            var instrument = Assert.Single(_tap.Instruments.All, instrument => instrument.Name == metric.MetricName);
            var advised = instrument switch
            {
                Histogram<double> histogram => histogram.Advice?.HistogramBucketBoundaries,
                Histogram<int> histogram => histogram.Advice?.HistogramBucketBoundaries?.Select(boundary => (double)boundary).ToList(),
                _ => null,
            };
            Assert.Equal(metric.Annotations.Buckets is { } buckets ? Buckets[buckets] : null, advised);
        }
    }

    [Fact]
    public void SourceAndMeter_Always_HaveVersionAndSchema()
    {
        Assert.All(_tap.Spans.All, span => Assert.Equal((StreaqTelemetry.Version, StreaqTelemetry.SchemaUrl), (span.Source.Version, span.Source.TelemetrySchemaUrl)));
        Assert.All(_tap.Instruments.All, instrument =>
            Assert.Equal((StreaqTelemetry.Version, StreaqTelemetry.SchemaUrl), (instrument.Meter.Version, instrument.Meter.TelemetrySchemaUrl)));
    }

    private static string Kind(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "ObservableGauge" => "gauge",
        "ObservableUpDownCounter" => "updowncounter",
        var name => name.ToLowerInvariant(),
    };
}
