namespace Streaq.Deploy.Tests;

/// <summary>The telemetry that docs/telemetry/registry.yaml describes. Other tests compare the code with it.</summary>
internal sealed class TelemetryRegistry
{
    private readonly Dictionary<string, Node> _groups;

    private TelemetryRegistry(Node file) => _groups = file["groups"].Items.ToDictionary(group => group["id"].Text);

    public static TelemetryRegistry Instance { get; } = new(Node.Load("docs/telemetry/registry.yaml"));

    public IEnumerable<Node> Metrics => _groups.Values.Where(group => group["type"].Text == "metric");

    public IEnumerable<Node> Spans => _groups.Values.Where(group => group["type"].Text == "span");

    public ISet<string> SpanAttributes => Spans.SelectMany(AttributesOf).ToHashSet();

    /// <summary>Returns the values that an attribute of a span may have; empty for any.</summary>
    public IReadOnlyList<string> ValuesOf(string attribute) => attribute == "messaging.operation.name"
        // The first word of a span's name, by telemetry.md.
        ? [.. Spans.SelectMany(span => span["annotations"]["names"].Items).Select(name => name.Text.Split(' ')[0]).Distinct()]
        : [.. _groups.Values.SelectMany(group => group["attributes"].Items).Where(own => own["id"].Text == attribute)
            .SelectMany(own => own["type"]["members"].Items).Select(member => member["value"].Text)];

    /// <summary>Returns the attributes of the group and of the groups that it extends.</summary>
    public IEnumerable<string> AttributesOf(Node group) => group["attributes"].Items
        .Select(attribute => attribute["ref"].Text)
        .Concat(group["extends"].Exists ? AttributesOf(_groups[group["extends"].Text]) : []);
}
