using System.Globalization;
using static Streaq.Tests.Telemetry.Contract.TelemetryPage;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>docs/telemetry.md agrees with the registry.</summary>
public sealed class TelemetryPageTests
{
    private static readonly Registry Registry = Registry.Load();

    [Fact]
    public void Spans_OfThePage_AreThoseOfTheRegistry()
    {
        var registered = Registry.Spans.Select(span => $"{NameOf(span)} {span.SpanKind}");

        Assert.Equal(registered.Order(), Rows("Spans").Select(row => $"{Name(row[0])} {row[1]}").Order());
    }

    [Fact]
    public void Attributes_OfThePage_AreThoseOfTheRegistry()
    {
        var rows = Rows("Attributes").ToDictionary(row => Name(row[0]));

        Assert.Equal(Registry.AttributeNames.Order(), rows.Keys.Order());
        Assert.All(rows, row => Assert.Equal(Registry.Own.ContainsKey(row.Key) ? "Streaq" : "convention", row.Value[5]));
        Assert.All(Registry.Own, own => Assert.Equal(own.Value.Members.Count > 0 ? "string" : own.Value.Type, rows[own.Key][1]));
        Assert.All(Registry.Own, own => Assert.All(own.Value.Members, member => Assert.Contains($"`{member}`", rows[own.Key][3])));
    }

    [Fact]
    public void Metrics_OfThePage_AreThoseOfTheRegistry()
    {
        var registered = Registry.Metrics.Select(metric => $"{metric.MetricName} {metric.Instrument} {metric.Unit} {metric.Annotations.Buckets}");

        Assert.Equal(registered.Order(), Rows("Metrics").Select(row => $"{Name(row[0])} {row[1]} {Name(row[2])} {row[3]}").Order());
    }

    [Fact]
    public void TagsOfMetrics_OfThePage_AreThoseOfTheRegistry()
    {
        var known = new Dictionary<string, string[]>();
        foreach (var row in Rows("Metrics"))
        {
            var named = Names(row[5]);
            var tags = row[5].StartsWith("the same", StringComparison.Ordinal) || row[5].StartsWith("those of", StringComparison.Ordinal)
                ? [.. known["messaging.client.operation.duration"], .. named]
                : named.ToArray();
            known.Add(Name(row[0]), tags);
        }

        Assert.All(Registry.Metrics, metric => Assert.Equal(Registry.AttributesOf(metric).Keys.Order(), known[metric.MetricName!].Order()));
    }

    [Fact]
    public void Buckets_OfThePage_AreThoseAdvised()
    {
        Assert.All(RegistryMetricTests.Buckets, buckets =>
            Assert.Contains($"| {buckets.Key} | {string.Join(", ", buckets.Value.Select(boundary => boundary.ToString(CultureInfo.InvariantCulture)))} |", Text));
    }

    [Fact]
    public void Events_OfThePage_AreThoseOfTheRegistry()
    {
        var registered = Registry.Events.Select(group => $"{group.Name} {group.Annotations.Id} {group.Annotations.Level}");

        Assert.Equal(registered.Order(), Rows("Log events").Select(row => $"{Name(row[0])} {row[1]} {row[2]}").Order());
    }

    [Fact]
    public void Events_OfThePage_AreInTheOrderOfTheirIds()
    {
        var ids = Rows("Log events").Select(row => int.Parse(row[1], CultureInfo.InvariantCulture)).ToList();

        Assert.Equal(ids.Order(), ids);
    }

    [Fact]
    public void Options_OfThePage_AreThoseOfTheCode()
    {
        var types = new Dictionary<string, (Type Type, object Instance)>
        {
            ["StreaqOptions"] = (typeof(StreaqOptions), new StreaqOptions()),
            ["EnqueueOptions"] = (typeof(EnqueueOptions), new EnqueueOptions()),
            ["TaskDefinition"] = (typeof(TaskDefinition), new TaskDefinition<int>("any")),
        };
        foreach (var row in Rows("Options"))
        {
            foreach (var owner in Names(row[1]).Select(name => types[name]))
            {
                var option = owner.Type.GetProperty(Name(row[0])) ?? throw new InvalidOperationException($"There is no option {row[0]}.");
                Assert.Equal(row[2].Trim('`'), $"{option.GetValue(owner.Instance) ?? "none"}");
            }
        }

        var listed = Rows("Options").Select(row => Name(row[0]));
        Assert.Empty(typeof(StreaqOptions).GetProperties().Select(option => option.Name).Where(name => name.StartsWith("Trace", StringComparison.Ordinal)).Except(listed));
    }
}
