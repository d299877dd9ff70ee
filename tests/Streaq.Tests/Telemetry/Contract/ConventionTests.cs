namespace Streaq.Tests.Telemetry.Contract;

/// <summary>Compares the registry with the conventions: names, types, kinds, units, levels. The page explains each difference.</summary>
public sealed class ConventionTests
{
    private static readonly Conventions Conventions = Conventions.Load();
    private static readonly Registry Registry = Registry.Load();
    private static readonly Registry Core = Registry.Of(package: null);

    private static readonly Dictionary<string, string> AllSignals = new() { ["all spans"] = "span.", ["all metrics"] = "metric." };

    private static IEnumerable<Registry.Group> MessagingMetrics => Core.Metrics.Where(metric => Conventions.Metrics.ContainsKey(metric.MetricName!));

    [Fact]
    public void Schema_OfTheCode_IsThatOfTheConventionsComparedWith() =>
        Assert.Equal(StreaqTelemetry.SchemaUrl, $"https://opentelemetry.io/schemas/{Conventions.Version}");

    [Fact]
    public void Names_OfTheRegistry_AreTheConventionsOrBeginWithTheProducts()
    {
        Assert.All(Registry.Own.Keys, name => Assert.StartsWith("streaq.", name));
        Assert.Empty(Registry.AttributeNames.Except(Registry.Own.Keys).Except(Conventions.Attributes.Keys));
        Assert.Empty(Core.Metrics.Select(metric => metric.MetricName!).Where(name => !name.StartsWith("streaq.", StringComparison.Ordinal)).Except(Conventions.Metrics.Keys));
        Assert.Empty(Core.Events.Select(log => log.Name!).Where(name => !name.StartsWith("streaq.", StringComparison.Ordinal)).Except(Conventions.Events.Keys));
    }

    [Fact]
    public void DeprecatedName_OfTheRegistry_IsOnlyThereByAnOptionOfAPackage() => Assert.DoesNotContain(
        Core.AttributeNames, name => Conventions.Attributes.TryGetValue(name, out var attribute) && attribute.Deprecated is not null);

    [Fact]
    public void Types_OfThePage_AreTheConventions()
    {
        var rows = TelemetryPage.Rows("Attributes").Where(row => row[5] == "convention").ToList();

        Assert.NotEmpty(rows);
        Assert.All(rows, row => Assert.Equal((row[0], Conventions.Attributes[TelemetryPage.Name(row[0])].Type), (row[0], row[1])));
    }

    [Fact]
    public void Spans_OfTheRegistry_HaveTheKindsOfTheirConvention()
    {
        var known = Core.Spans.Where(span => span.Annotations.Convention is not null).ToList();

        Assert.All(known, span => Assert.Equal((span.Id, Conventions.Spans[span.Annotations.Convention!].Kind), (span.Id, span.SpanKind)));
        Assert.Equal(Conventions.Spans.Keys.Order(), known.Select(span => span.Annotations.Convention).Distinct().Order());
        // A span without a type of operation is no span of the conventions, and the reverse.
        Assert.All(Core.Spans, span =>
            Assert.Equal(span.Annotations.Convention is not null, Core.AttributesOf(span).ContainsKey("messaging.operation.type")));
    }

    [Fact]
    public void Metrics_OfTheRegistry_AreTheConventionsInstruments()
    {
        Assert.Equal(Conventions.Metrics.Keys.Order(), MessagingMetrics.Select(metric => metric.MetricName!).Order());
        Assert.All(MessagingMetrics, metric =>
        {
            var asked = Conventions.Metrics[metric.MetricName!];
            Assert.Equal((metric.Id, asked.Instrument, asked.Unit), (metric.Id, metric.Instrument, metric.Unit));
            // Longer tasks have more buckets, after those that the conventions recommend.
            Assert.Equal(asked.Buckets, (metric.Annotations.Buckets is { } buckets ? RegistryMetricTests.Buckets[buckets] : []).Take(asked.Buckets.Count));
        });
    }

    [Fact]
    public void Events_OfTheRegistry_HaveTheConventionsSeverity() => Assert.All(
        Core.Events.Where(log => Conventions.Events.ContainsKey(log.Name!)),
        log => Assert.Equal((log.Name, Conventions.Events[log.Name!]), (log.Name, log.Annotations.Level)));

    [Fact]
    public void Departures_OfTheRegistry_StandOnThePage()
    {
        var rows = TelemetryPage.Rows("Conventions");
        var explained = rows.SelectMany(Explained).ToList();

        Assert.Empty(Departures().Except(explained));
        Assert.Empty(explained.Except(Departures()));
        Assert.Equal(Departures().Count(), explained.Count);
        Assert.All(rows, row => Assert.NotEmpty(row[3]));
    }

    private static IEnumerable<Departure> Departures() =>
    [
        .. from span in Core.Spans
           where span.Annotations.Convention is not null
           from departure in Departure.Of(span.Id, Core.AttributesOf(span), Conventions.Spans[span.Annotations.Convention!].Attributes, Conventions)
           select departure,
        .. from metric in MessagingMetrics
           from departure in Departure.Of(metric.Id, Core.AttributesOf(metric), Conventions.Metrics[metric.MetricName!].Attributes, Conventions)
           select departure,
        .. Conventions.Events.Keys.Except(Core.Events.Select(log => log.Name!)).Select(name => new Departure("log events", name, "left out")),
    ];

    /// <summary>Returns the departures that a row of the page explains: each of its names on each of its signals.</summary>
    private static IEnumerable<Departure> Explained(string[] row) =>
        from name in TelemetryPage.Names(row[0])
        from signal in Signals(row[1], name, row[2])
        select new Departure(signal, name, row[2]);

    private static IEnumerable<string> Signals(string cell, string name, string how)
    {
        if (cell == "log events")
        {
            return [cell];
        }

        // A row for all signals means those of which it is true. They are not listed one by one.
        var all = AllSignals.Where(kind => cell.Contains(kind.Key, StringComparison.Ordinal)).Select(kind => kind.Value).ToList();
        var meant = Departures().Where(departure => departure.Name == name && departure.How == how).Select(departure => departure.Signal)
            .Where(signal => all.Exists(kind => signal.StartsWith(kind, StringComparison.Ordinal)));
        var listed = TelemetryPage.Names(cell).SelectMany(signal =>
            Core.Spans.Where(span => TelemetryPage.NameOf(span) == signal).Concat(Core.Metrics.Where(metric => metric.MetricName == signal)).Select(group => group.Id));
        return [.. meant, .. listed];
    }
}
