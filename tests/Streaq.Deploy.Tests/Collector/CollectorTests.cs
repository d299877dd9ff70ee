namespace Streaq.Deploy.Tests.Collector;

/// <summary>The collectors' files are consistent, and name attributes that spans have.</summary>
public sealed class CollectorTests
{
    private static readonly string[] Deprecated =
        ["exporters/otlp", "exporters/otlphttp", "exporters/loadbalancing", "connectors/spanmetrics", "processors/resourcedetection", "exporters/prometheusremotewrite"];

    public static TheoryData<string> Files => [.. DeployFiles.Collectors];

    public static TheoryData<string> SamplingFiles => [.. DeployFiles.Collectors.Where(file => Node.Load(file)["processors"]["tail_sampling"].Exists)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Component_OfTheCollector_IsConfiguredAndUsed(string path)
    {
        var file = Node.Load(path);
        var pipelines = file["service"]["pipelines"];
        var used = pipelines.Keys.Select(key => pipelines[key]).SelectMany(pipeline => new[] { "receivers", "processors", "exporters" }
            .SelectMany(kind => pipeline[kind].Items.Select(item => file["connectors"].Keys.Contains(item.Text) ? $"connectors/{item.Text}" : $"{kind}/{item.Text}")))
            .Concat(file["service"]["extensions"].Items.Select(item => $"extensions/{item.Text}"));
        var configured = new[] { "receivers", "processors", "exporters", "connectors", "extensions" }.SelectMany(kind => file[kind].Keys.Select(key => $"{kind}/{key}"));

        Assert.Equal(configured.Order(), used.Distinct().Order());
        Assert.DoesNotContain(configured, name => Deprecated.Contains(string.Join('/', name.Split('/').Take(2))));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Pipeline_ThatReceivesData_BeginsWithTheMemoryLimiter(string path)
    {
        var pipelines = Node.Load(path)["service"]["pipelines"];

        Assert.All(pipelines.Keys.Where(key => pipelines[key]["receivers"].Items.Any(item => item.Text == "otlp")), key =>
            Assert.Equal("memory_limiter", pipelines[key]["processors"].Items[0].Text));
    }

    [Fact]
    public void Pipelines_WhereProgramsSendTo_TakeEverySignalThatTheyExport() =>
        // The gateway receives only traces, and only from agents.
        Assert.All(DeployFiles.Collectors.Where(file => !file.EndsWith("gateway.yaml", StringComparison.Ordinal)), path =>
        {
            var pipelines = Node.Load(path)["service"]["pipelines"];
            var taken = pipelines.Keys.Where(key => pipelines[key]["receivers"].Items.Any(item => item.Text == "otlp")).Select(key => key.Split('/')[0]);
            Assert.Equal(["logs", "metrics", "traces"], taken.Order());
        });

    [Theory]
    [MemberData(nameof(SamplingFiles))]
    public void SamplingPolicy_NamesAttributesAndValuesOfSpans(string path)
    {
        var policies = Node.Load(path)["processors"]["tail_sampling"]["policies"].Items;

        Assert.All(policies, policy => Assert.True(policy[policy["type"].Text].IsMap, $"{policy["name"].Text} has no settings of its type."));
        foreach (var settings in policies.Select(policy => policy[policy["type"].Text]).Where(settings => settings["key"].Exists))
        {
            var key = settings["key"].Text;
            Assert.Contains(key, TelemetryRegistry.Instance.SpanAttributes);
            var known = TelemetryRegistry.Instance.ValuesOf(key);
            Assert.All(settings["values"].Items, value => Assert.Contains(value.Text, known));
        }

        Assert.All(policies.SelectMany(policy => policy["ottl_condition"]["span"].Items).SelectMany(condition => Quoted(condition.Text)), attribute =>
            Assert.Contains(attribute, TelemetryRegistry.Instance.SpanAttributes));
    }

    [Theory]
    [MemberData(nameof(SamplingFiles))]
    public void SamplingPolicies_KeepEveryOutcomeThatIsNoSuccess(string path)
    {
        var kept = Node.Load(path)["processors"]["tail_sampling"]["policies"].Items
            .Select(policy => policy["string_attribute"]).Where(settings => settings["key"].Text == "streaq.outcome")
            .SelectMany(settings => settings["values"].Items.Select(value => value.Text));

        // A snooze is no failure and may be frequent.
        Assert.Equal(TelemetryRegistry.Instance.ValuesOf("streaq.outcome").Except(["success", "snoozed"]).Order(), kept.Order());
    }

    [Theory]
    [MemberData(nameof(SamplingFiles))]
    public void SpanMetrics_HaveDimensionsThatSpansHave(string path)
    {
        var spans = Node.Load(path)["connectors"]["span_metrics"];

        Assert.Equal("true", spans["exemplars"]["enabled"].Text);
        Assert.All(spans["dimensions"].Items, dimension => Assert.Contains(dimension["name"].Text, TelemetryRegistry.Instance.SpanAttributes));
    }

    private static IEnumerable<string> Quoted(string condition) => condition.Split('"').Where((_, i) => i % 2 == 1);
}
