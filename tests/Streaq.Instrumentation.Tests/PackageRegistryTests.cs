using System.Diagnostics.Metrics;
using Streaq.Tests.Telemetry.Contract;

namespace Streaq.Instrumentation.Tests;

/// <summary>
/// The package emits exactly what the registry lists under its name, and its measurements of an attempt agree with the span.
/// </summary>
public sealed class PackageRegistryTests(PackageScenario scenario) : IClassFixture<PackageScenario>
{
    private static readonly Registry All = Registry.Load();
    private static readonly Registry Package = All.Of("Streaq.Instrumentation");

    [Fact]
    public void Attributes_BesideTheCores_AreThoseRegistered()
    {
        var problems =
            from span in scenario.Spans
            let registered = All.SpanOf(span.Activity)!
            from name in span.Tags.Keys.Except(All.AttributesOf(registered).Keys)
            where !AddedTo(registered.Id).Contains(Template(name))
            select $"{span.Name}: {name} is not registered";

        Assert.Empty(problems.Distinct());
    }

    [Fact]
    public void Attributes_Registered_AreEmitted()
    {
        var emitted = scenario.Spans.ToLookup(span => All.SpanOf(span.Activity)!.Id);

        Assert.Empty(
            from spans in emitted
            from name in AddedTo(spans.Key).Except(spans.SelectMany(span => span.Tags.Keys).Select(Template))
            select $"{spans.Key}: {name} is never emitted");
        Assert.All(
            scenario.Spans, span => Assert.Equal(span.Name, span.Tags["messaging.operation"]));
    }

    [Fact]
    public void Decisions_Emitted_AreThoseRegistered() => Assert.Equal(
        Package.Own["streaq.retry.decision"].Members.Order(),
        scenario.Spans.Select(span => span.Tags.GetValueOrDefault("streaq.retry.decision")).OfType<string>().Distinct().Order());

    [Fact]
    public void Options_OfTheRegistry_AreThoseOfTheCode() => Assert.All(
        Package.Groups.Select(group => group.Annotations.Option).OfType<string>(),
        option => Assert.True(
            typeof(StreaqInstrumentationOptions).GetProperty(option) is not null || typeof(MiddlewareBuilderExtensions).GetMethod(option) is not null,
            option));

    [Fact]
    public void Options_OfThePage_AreThoseOfTheCode()
    {
        var page = File.ReadAllText(Path.Combine(Registry.Docs, "telemetry.md"));

        Assert.All(typeof(StreaqInstrumentationOptions).GetProperties(), option => Assert.Contains($"\n| `{option.Name}` | ", page));
    }

    [Fact]
    public void Instrument_Published_IsTheOneRegistered()
    {
        var metric = Assert.Single(Package.Metrics);
        var histogram = Assert.IsType<Histogram<double>>(scenario.Instrument);

        Assert.Equal((metric.MetricName, metric.Unit, metric.Brief), (histogram.Name, histogram.Unit, histogram.Description));
        Assert.Equal(("histogram", "long"), (metric.Instrument, metric.Annotations.Buckets));
        Assert.Equal(21_600, histogram.Advice!.HistogramBucketBoundaries![^1]);
        Assert.Equal((StreaqTelemetry.Version, StreaqTelemetry.SchemaUrl), (histogram.Meter.Version, histogram.Meter.TelemetrySchemaUrl));
        Assert.All(scenario.Measurements, tags => Assert.Equal(All.AttributesOf(metric).Keys.Order(), tags.Keys.Order()));
    }

    [Fact]
    public void Outcomes_Measured_AreThoseOfTheSpans()
    {
        var ofSpans = scenario.Spans.Where(span => span.Name == "process package.work").Select(span => (string)span.Tags["streaq.outcome"]!).Order();

        Assert.Equal(ofSpans, scenario.Measurements.Select(tags => (string)tags["streaq.outcome"]!).Order());
        Assert.Equal(["aborted", "failure", "retry", "returned", "snoozed", "success", "timeout"], ofSpans.Distinct());
    }

    [Fact]
    public void Event_Logged_IsTheOneRegistered()
    {
        var group = Assert.Single(Package.Events);

        var line = scenario.Logs.First(line => line.Event.Name == group.Name);

        Assert.Equal((group.Annotations.Id, group.Annotations.Level), (line.Event.Id, $"{line.Level}"));
        Assert.DoesNotContain(scenario.Logs, other => other.Event.Id == line.Event.Id && other.Event.Name != group.Name);
    }

    /// <summary>Returns the attributes that the package adds to a span.</summary>
    private static HashSet<string> AddedTo(string span) => Package.Groups
        .Where(group => group is { Type: "attribute_group", Annotations.Option: not null } && (group.Annotations.Spans.Count == 0 || group.Annotations.Spans.Contains(span)))
        .SelectMany(group => group.Attributes)
        .Select(attribute => attribute.Name)
        .ToHashSet();

    /// <summary>Returns the registered name. That of a template has no key.</summary>
    private static string Template(string name) =>
        Package.Own.Values.FirstOrDefault(own => own.Type is "template[any]" && name.StartsWith($"{own.Name}.", StringComparison.Ordinal))?.Name ?? name;
}
