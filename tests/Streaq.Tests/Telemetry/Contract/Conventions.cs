using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Streaq.Tests.Telemetry.Contract;

/// <summary>OpenTelemetry's semantic conventions for messaging: Conventions/messaging-1.44.0.yaml.</summary>
internal sealed class Conventions
{
    public string Version { get; set; } = "";

    public Dictionary<string, Attribute> Attributes { get; set; } = [];

    public Dictionary<string, Span> Spans { get; set; } = [];

    public Dictionary<string, Metric> Metrics { get; set; } = [];

    /// <summary>Log events, each with its severity by .NET's name.</summary>
    public Dictionary<string, string> Events { get; set; } = [];

    public static Conventions Load() => new DeserializerBuilder()
        .WithNamingConvention(UnderscoredNamingConvention.Instance)
        .Build()
        .Deserialize<Conventions>(File.ReadAllText(Path.Combine(
            Registry.Docs, "..", "tests", "Streaq.Tests", "Telemetry", "Contract", "Conventions", "messaging-1.44.0.yaml")));

    internal sealed class Attribute
    {
        public string Type { get; set; } = "";

        /// <summary>Its replacement; <see langword="null"/> for one that is not deprecated.</summary>
        public string? Deprecated { get; set; }

        /// <summary>The possible values; empty for any.</summary>
        public List<string> Values { get; set; } = [];
    }

    internal sealed class Span
    {
        public string Kind { get; set; } = "";

        /// <summary>The <c>messaging.operation.type</c>.</summary>
        public string Operation { get; set; } = "";

        /// <summary>The requirement level of each attribute.</summary>
        public Dictionary<string, string> Attributes { get; set; } = [];
    }

    internal sealed class Metric
    {
        public string Instrument { get; set; } = "";

        public string Unit { get; set; } = "";

        public List<double> Buckets { get; set; } = [];

        /// <summary>The requirement level of each attribute.</summary>
        public Dictionary<string, string> Attributes { get; set; } = [];
    }
}
