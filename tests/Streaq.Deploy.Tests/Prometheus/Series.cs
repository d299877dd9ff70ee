namespace Streaq.Deploy.Tests.Prometheus;

/// <summary>Every series that Prometheus scrapes or records, with its labels.</summary>
internal static class Series
{
    /// <summary>Labels that a scrape and Prometheus itself add.</summary>
    private static readonly string[] Everywhere = ["job", "instance"];

    public static IReadOnlyDictionary<string, IReadOnlySet<string>> All { get; } = Load();

    private static Dictionary<string, IReadOnlySet<string>> Load()
    {
        var all = new Dictionary<string, IReadOnlySet<string>>();
        foreach (var metric in TelemetryRegistry.Instance.Metrics)
        {
            Add(all, metric["metric_name"].Text, metric["instrument"].Text, metric["unit"].Text, TelemetryRegistry.Instance.AttributesOf(metric));
        }

        var spans = Node.Load(DeployFiles.Collectors[0])["connectors"]["span_metrics"];
        string[] dimensions = ["service.name", "span.name", "span.kind", "status.code", .. spans["dimensions"].Items.Select(dimension => dimension["name"].Text)];
        Add(all, spans["namespace"].Text + ".duration", "histogram", spans["histogram"]["unit"].Text, dimensions);
        Add(all, spans["namespace"].Text + ".calls", "counter", "", dimensions);
        all.Add("ALERTS", new HashSet<string> { "alertname", "alertstate", "severity" });

        foreach (var rule in Rules.Recording)
        {
            var query = PromQl.Parse(rule["expr"].Text);
            // The labels that it groups by, or otherwise those of its metrics.
            var labels = query.Grouping.Where(label => label != "le").DefaultIfEmpty().OfType<string>().ToHashSet();
            all.Add(rule["record"].Text, labels.Count > 0 ? labels : query.Selectors.SelectMany(selector => all[selector.Metric]).ToHashSet());
        }

        return all;
    }

    private static void Add(Dictionary<string, IReadOnlySet<string>> all, string metric, string instrument, string unit, IEnumerable<string> attributes)
    {
        foreach (var name in ExporterNames.Series(metric, instrument, unit))
        {
            var labels = attributes.Select(ExporterNames.Label).Concat(Everywhere).ToHashSet();
            if (name.EndsWith("_bucket", StringComparison.Ordinal))
            {
                labels.Add("le");
            }

            all.Add(name, labels);
        }
    }
}
