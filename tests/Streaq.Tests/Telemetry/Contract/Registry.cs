using System.Diagnostics;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>docs/telemetry/registry.yaml. A key that the format does not define is an error.</summary>
internal sealed class Registry
{
    public List<Group> Groups { get; set; } = [];

    public static string Docs { get; } = Path.Combine(Repository.Root, "docs");

    public IEnumerable<Group> Spans => OfType("span");

    public IEnumerable<Group> Metrics => OfType("metric");

    public IEnumerable<Group> Events => OfType("event");

    public IReadOnlyDictionary<string, Attribute> Own => Groups.SelectMany(group => group.Attributes).Where(attribute => attribute.Id is not null).ToDictionary(attribute => attribute.Id!);

    /// <summary>Every attribute that is declared or that some signal has.</summary>
    public ISet<string> AttributeNames => Groups.SelectMany(group => group.Attributes).Select(attribute => attribute.Name).ToHashSet();

    /// <summary>Returns what one package emits; <see langword="null"/> stands for the core.</summary>
    public Registry Of(string? package) => new() { Groups = [.. Groups.Where(group => group.Annotations.Package == package)] };

    public static Registry Load() => new DeserializerBuilder()
        .WithNamingConvention(UnderscoredNamingConvention.Instance)
        .Build()
        .Deserialize<Registry>(File.ReadAllText(Path.Combine(Docs, "telemetry", "registry.yaml")));

    /// <summary>Returns the attributes of the group and of the groups that it extends.</summary>
    public IReadOnlyDictionary<string, Attribute> AttributesOf(Group group)
    {
        var all = group.Attributes.ToDictionary(attribute => attribute.Name);
        for (var current = group; current.Extends is { } extended;)
        {
            current = Groups.Single(other => other.Id == extended);
            foreach (var attribute in current.Attributes)
            {
                all.Add(attribute.Name, attribute);
            }
        }

        return all;
    }

    /// <summary>Returns the group of a span, by its kind and its name; <see langword="null"/> for none.</summary>
    public Group? SpanOf(Activity span) => Spans.SingleOrDefault(group =>
        string.Equals(group.SpanKind, span.Kind.ToString(), StringComparison.OrdinalIgnoreCase) && group.Annotations.Names.Exists(name => Rendered(name, span) == span.DisplayName));

    /// <summary>Replaces the names in braces by the span's attributes.</summary>
    public static string Rendered(string name, Activity span) =>
        span.TagObjects.Aggregate(name, (rendered, tag) => rendered.Replace($"{{{tag.Key}}}", tag.Value as string));

    private IEnumerable<Group> OfType(string type) => Groups.Where(group => group.Type == type);

    internal sealed class Group
    {
        public string Id { get; set; } = "";

        public string Type { get; set; } = "";

        public string? Name { get; set; }

        public string? DisplayName { get; set; }

        public string Brief { get; set; } = "";

        public string? Stability { get; set; }

        public string? Extends { get; set; }

        public string? SpanKind { get; set; }

        public string? MetricName { get; set; }

        public string? Instrument { get; set; }

        public string? Unit { get; set; }

        public Annotations Annotations { get; set; } = new();

        public List<Attribute> Attributes { get; set; } = [];
    }

    internal sealed class Annotations
    {
        public List<string> Names { get; set; } = [];

        public string? Buckets { get; set; }

        public int Id { get; set; }

        public string? Level { get; set; }

        public string? Package { get; set; }

        public string? Option { get; set; }

        public List<string> Spans { get; set; } = [];

        public string? Convention { get; set; }

        public List<string> Parameters { get; set; } = [];
    }

    internal sealed class Attribute
    {
        public string? Id { get; set; }

        public string? Ref { get; set; }

        public object? Type { get; set; }

        public string? Brief { get; set; }

        public string? Stability { get; set; }

        public List<object> Examples { get; set; } = [];

        public object? RequirementLevel { get; set; }

        public string Name => Id ?? Ref!;

        public bool IsRequired => RequirementLevel is "required";

        /// <summary>The requirement level without its condition.</summary>
        public string? Level => RequirementLevel is Dictionary<object, object> conditional ? (string)conditional.Keys.Single() : RequirementLevel as string;

        /// <summary>The values of an enumeration; empty for other types.</summary>
        public IReadOnlyList<string> Members => Type is Dictionary<object, object> { } type
            ? [.. ((List<object>)type["members"]).Select(member => (string)((Dictionary<object, object>)member)["value"])]
            : [];
    }
}
